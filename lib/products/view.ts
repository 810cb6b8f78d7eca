import type { ActorView } from "#lib/access/rules/actor.ts";
import type { ProductKind } from "#lib/products/rules/product.ts";

export interface ProductView {
  id: string;
  slug: string;
  name: string;
  kind: ProductKind;
  /** host/repository, for images. */
  image: string | null;
  timeZone: string;
  createdAt: string;
}

export const CHANGE_TYPES = ["added", "changed", "deprecated", "removed", "fixed", "security"] as const;

export interface ChangelogEntry {
  type: (typeof CHANGE_TYPES)[number];
  description: string;
  scope?: string;
  breaking?: boolean;
}

export interface VersionView {
  id: string;
  productId: string;
  version: string;
  /** Digits as text, since numbers of versions may have any length. */
  major: string;
  minor: string;
  patch: string;
  prerelease: string | null;
  build: string | null;
  digest: string | null;
  changelog: ChangelogEntry[];
  releaseNotes: string;
  isStable: boolean;
  isDeprecated: boolean;
  releasedAt: string;
  releasedBy: ActorView;
  metadata: Record<string, unknown>;
}
