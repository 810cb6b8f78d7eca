export interface DependencyView {
  product: { id: string; slug: string; name: string };
  dependsOn: { id: string; slug: string; name: string };
  /** A SemVer range. */
  range: string;
}

export interface DependenciesView {
  /** What the product needs. */
  dependencies: DependencyView[];
  /** What needs the product. */
  dependents: DependencyView[];
}
