import type { ArtifactListItem } from "#lib/builds/view.ts";

/** What a person calls a build: its version, its number, or the beginning of its commit. */
export function buildName(build: Pick<ArtifactListItem, "version" | "buildNumber" | "gitCommit" | "id">): string {
  return build.version ?? build.buildNumber ?? build.gitCommit?.slice(0, 8) ?? build.id.slice(0, 8);
}
