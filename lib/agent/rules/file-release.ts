// Which releases made of files are on this host, and which of them stay?
import type { Action, Artifact } from "#lib/agent/rules/action.ts";
import type { App } from "#lib/simulate/rules/protocol.ts";

export interface FileRelease {
  /** Names its folder. */
  key: string;
  app: App;
  files: Pick<Artifact, "name" | "sha256" | "size">[];
}

/** What the host knows of a product. */
export interface FileHistory {
  /** What was put in place last. */
  current: FileRelease | null;
  /** What was in place before, newest first. */
  previous: FileRelease[];
  /** The folder of a download that has not ended; what is there already need not come again. */
  unfinished: string | null;
}

export const emptyHistory: FileHistory = { current: null, previous: [], unfinished: null };

/** Names what decides a release, so that the same files are found again under whatever action they are wanted. */
export function identityOf({ version, artifacts }: Action): string {
  const files = artifacts.map(({ name, sha256, size }) => [name, sha256, size]);
  return JSON.stringify([version, files.sort()]);
}

/** Finds the release that an action means among those that were in place; null where it has to be fetched. */
export function findKept({ current, previous }: FileHistory, action: Action, key: string): FileRelease | null {
  const known = [...(current ? [current] : []), ...previous];
  // A rollback may name what ran before by its version alone.
  const isMeant = (release: FileRelease) =>
    action.artifacts.length > 0 ? release.key === key : release.app.version === action.version;
  return known.find(isMeant) ?? null;
}

/** The release is in place: what was there before comes first among the previous ones. */
export function keepRelease(history: FileHistory, release: FileRelease, previousKept: number): FileHistory {
  const before = [...(history.current ? [history.current] : []), ...history.previous];
  return {
    current: release,
    previous: before.filter(({ key }) => key !== release.key).slice(0, previousKept),
    unfinished: null,
  };
}

export function foldersKept({ current, previous, unfinished }: FileHistory): Set<string> {
  return new Set([current?.key, ...previous.map(({ key }) => key), unfinished].filter((key) => key != null));
}
