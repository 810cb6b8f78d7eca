// How the browser reads comparisons: every key and every call in one place.
import { api, withQuery } from "#components/api.ts";
import type { ArtifactListItem } from "#lib/builds/view.ts";
import type {
  ApisDiffView,
  ArtifactDiffView,
  DiffOptions,
  FileDiffView,
  ImagesDiffView,
  LinesView,
  SharedDiffView,
} from "#lib/diffs/view.ts";
import type { Page } from "#lib/kernel/page.ts";

const PATH = "/api/artifacts/diff";
/** As many as one answer holds. */
const ENTRIES_READ = 5_000;
const FIRST_ENTRIES_READ = 1_000;
const BUILDS_OFFERED = 30;

export type Pair = { from: string; to: string };
export type TextPart = "files" | "config";
export type FilePlace = Pair & { part: TextPart; path: string };

export const diffKeys = {
  pair: (pair: Pair, changedOnly: boolean) => ["diffs", pair.from, pair.to, "entries", changedOnly] as const,
  file: ({ from, to, part, path }: FilePlace) => ["diffs", from, to, "file", part, path] as const,
  images: (pair: Pair, platform: string | null) => ["diffs", pair.from, pair.to, "images", platform] as const,
  apis: ({ from, to }: Pair) => ["diffs", from, to, "apis"] as const,
  builds: (search: string) => ["diffs", "builds", search] as const,
};

/** What a build consists of never changes, so nothing is read twice. */
export const NEVER_STALE = { staleTime: Infinity } as const;

export const readDiff = (pair: Pair, changedOnly: boolean, cursor: string | null, signal: AbortSignal) =>
  api<ArtifactDiffView>(PATH, {
    query: {
      ...pair,
      limit: cursor ? ENTRIES_READ : FIRST_ENTRIES_READ,
      cursor,
      ...(!changedOnly && { status: "all" }),
    },
    signal,
  });

export const readFileDiff = (place: FilePlace, signal: AbortSignal) =>
  api<FileDiffView>(`${PATH}/file`, { query: place, signal });

export const readLines = (place: FilePlace, side: "from" | "to", start: number, count: number) =>
  api<LinesView>(`${PATH}/lines`, { query: { ...place, side, start, count } });

export const readImages = (pair: Pair, platform: string | null, signal: AbortSignal) =>
  api<ImagesDiffView>(`${PATH}/images`, { query: { ...pair, platform }, signal });

export const readApis = ({ from, to }: Pair, signal: AbortSignal) =>
  api<ApisDiffView>(`${PATH}/apis`, { query: { from, to }, signal });

export const listBuilds = (search: string, signal: AbortSignal) =>
  api<Page<ArtifactListItem>>("/api/artifacts", { query: { q: search, limit: BUILDS_OFFERED }, signal });

export const shareDiff = (pair: Pair, options: DiffOptions) =>
  api<SharedDiffView>("/api/artifacts/diffs", { method: "POST", body: { ...pair, ...options } });

export const pdfHref = (pair: Pair) => withQuery(PATH, { ...pair, format: "pdf" });
