// How many downloads does a piece of an access log tell of?
import type { AddressedFile } from "#lib/artifacts/rules/file-address.ts";
import { readCloudFrontLine, readLogLine, type LoggedDownload } from "#lib/cdn/rules/access-log.ts";
import type { DayCounts } from "#lib/cdn/rules/stats.ts";

/** How much of a log is taken at once, in bytes. */
export const LOG_PIECE_BYTES_MAX = 8 * 1_048_576;

export const LOG_FORMATS = ["combined", "cloudFront"] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];

export interface LoggedDay extends DayCounts, AddressedFile {
  /** UTC, as YYYY-MM-DD. */
  day: string;
}

const readers: Record<LogFormat, typeof readLogLine> = { combined: readLogLine, cloudFront: readCloudFrontLine };

/** Sums up the lines by file and day. `downloads` says how many of them told of one at all. */
export function tally(
  lines: readonly string[],
  format: LogFormat,
  basePath: string,
): { days: LoggedDay[]; lines: number; downloads: number } {
  const days = new Map<string, LoggedDay>();
  let downloads = 0;
  for (const line of lines) {
    const download = readers[format](line, basePath);
    if (download === null) continue;
    downloads += 1;
    add(days, download);
  }
  return { days: [...days.values()], lines: lines.length, downloads };
}

function add(days: Map<string, LoggedDay>, { sha256, fileName, day, bytes, isWhole, cache }: LoggedDownload): void {
  const key = `${day}${sha256}${fileName}`;
  const counts = days.get(key) ?? { sha256, fileName, day, downloads: 0, bytes: 0, hits: 0, misses: 0 };
  counts.downloads += isWhole ? 1 : 0;
  counts.bytes += bytes;
  counts.hits += cache === "hit" ? 1 : 0;
  counts.misses += cache === "miss" ? 1 : 0;
  days.set(key, counts);
}
