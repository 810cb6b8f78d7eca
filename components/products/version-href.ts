/** Where a version is shown. Numbers may hold a plus. */
export function versionHref(slug: string, version: string): string {
  return `/products/${slug}/versions/${encodeURIComponent(version)}`;
}
