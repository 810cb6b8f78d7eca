import type { EntryChange } from "#lib/diffs/rules/entries-diff.ts";
import type { Hunk } from "#lib/diffs/rules/text-diff.ts";

const BYTES_MAX = 512 * 1024;
/** Made by machines: their changes say nothing to a reader. */
const GENERATED =
  /(^|\/)(package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|[^/]+\.(min\.(js|css)|map|lock|svg))$/;
const SETTINGS = /\.(ya?ml|toml|json|conf|ini|env|properties|service|sql|sh)$|(^|\/)(Dockerfile|Makefile)$/i;

/** The files whose changes a reader wants to see first: settings, then changed sources, then new ones. */
export function chooseExcerpts(changes: readonly EntryChange[]): EntryChange[] {
  const shown = changes.filter((change) => change.isText && isReadable(change));
  return shown.sort((left, right) => rank(left) - rank(right) || (left.path < right.path ? -1 : 1));
}

function isReadable({ path, status, from, to }: EntryChange): boolean {
  const isChanged = status === "modified" || status === "added";
  return isChanged && !GENERATED.test(path) && Math.max(from?.size ?? 0, to?.size ?? 0) <= BYTES_MAX;
}

function rank({ path, status }: EntryChange): number {
  return (status === "added" ? 2 : 0) + (SETTINGS.test(path) ? 0 : 1);
}

/** Cuts hunks down to some lines, the last one in its middle where need be. */
export function cutHunks(hunks: readonly Hunk[], linesMax: number): { hunks: Hunk[]; lines: number } {
  const kept: Hunk[] = [];
  let lines = 0;
  for (const hunk of hunks) {
    const room = linesMax - lines;
    if (room <= 0) break;
    kept.push({ ...hunk, lines: hunk.lines.slice(0, room) });
    lines += Math.min(room, hunk.lines.length);
  }
  return { hunks: kept, lines };
}
