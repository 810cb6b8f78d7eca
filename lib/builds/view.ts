import type { ActorView } from "#lib/access/rules/actor.ts";
import type { ConfigFile } from "#lib/builds/rules/config-files.ts";
import type { DependencyManifest } from "#lib/builds/rules/dependencies.ts";
import type { MaskedVariable } from "#lib/builds/rules/environment.ts";

/** The file that a build brought forth. */
export interface ArtifactFileView {
  id: string;
  fileName: string;
  /** Bytes. */
  fileSize: number;
  mimeType: string;
  sha256: string;
}

/** A build as a list shows it. */
export interface ArtifactListItem {
  id: string;
  product: { id: string; slug: string; name: string };
  versionId: string | null;
  version: string | null;
  /** The last build of the product's newest version; where no build has a version, the last build. */
  isLatest: boolean;
  gitCommit: string | null;
  gitRef: string | null;
  sourceUrl: string | null;
  buildNumber: string | null;
  buildUrl: string | null;
  author: string | null;
  builtAt: string;
  digest: string | null;
  /** Bytes. */
  size: number | null;
  file: ArtifactFileView | null;
  imageTags: string[];
  createdAt: string;
  createdBy: ActorView;
}

/** Everything of a build. The values of its environment are in none of its views. */
export interface ArtifactView extends ArtifactListItem {
  environment: MaskedVariable[];
  dependencies: DependencyManifest[];
  configFiles: ConfigFile[];
  metadata: Record<string, unknown>;
}

/** What revealEnvironment answers. */
export interface RevealedEnvironment {
  variables: { name: string; value: string }[];
}
