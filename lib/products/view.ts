import type { ActorView } from "#lib/access/rules/actor.ts";
import type { ChangelogEntry } from "#lib/products/rules/changelog.ts";
import type { Compatibility } from "#lib/products/rules/compatibility.ts";
import type { ProductKind } from "#lib/products/rules/product.ts";

export interface ProductView {
  id: string;
  slug: string;
  name: string;
  kind: ProductKind;
  /** host/repository, for images. */
  image: string | null;
  timeZone: string;
  /** Its files are only for devices, for whoever may read versions, and for whoever has a link. */
  isPrivate: boolean;
  /** How many of its deployments run at once; the others stand in the line. */
  concurrentDeployments: number;
  createdAt: string;
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
  /** Why and since when nobody is offered it any more. */
  deprecation: Deprecation | null;
  /** What to use in its place. */
  replacement: { id: string; version: string } | null;
  /** An operator holds it back until it is released: nobody is offered it meanwhile. */
  isHeld: boolean;
  /** Nobody updates past it without having run it. */
  isFloor: boolean;
  compatibility: Compatibility;
  /** Names of the channels to which it was promoted. */
  channels: string[];
  /** The one before it, by precedence; before a release, the last release. */
  previousVersion: string | null;
  releasedAt: string;
  releasedBy: ActorView;
  metadata: Record<string, unknown>;
}

export interface Deprecation {
  reason: string;
  at: string;
  by: ActorView;
}

export interface ChannelView {
  id: string;
  productId: string;
  name: string;
  description: string;
  createdAt: string;
  /** How many versions were promoted to it. */
  versionCount: number;
  /** The newest one that is neither deprecated nor held. */
  newest: { id: string; version: string; promotedAt: string } | null;
}
