// What does a line of a cache's access log say about a download?
import { readFileAddress, type AddressedFile } from "#lib/artifacts/rules/file-address.ts";
import { readCacheWord, type CacheState } from "#lib/cdn/rules/cache-state.ts";

/** Sent by whoever fills or tests a cache, so that it counts as nobody's download. */
export const WARM_UP_AGENT = "slipway-cdn";

export interface LoggedDownload extends AddressedFile {
  /** UTC, as YYYY-MM-DD. */
  day: string;
  /** Bytes of the body. */
  bytes: number;
  /** The whole file was sent; a part counts its bytes only. */
  isWhole: boolean;
  cache: CacheState;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;

/**
 * The "combined" layout of nginx and varnishncsa with one more word at the end: $upstream_cache_status, or
 * %{Varnish:hitmiss}x. The time is bounded: strangers choose the user's name before it, and of nothing but brackets
 * each would be tried up to the end of the line.
 */
const COMBINED =
  /^\S+ \S+ .*?\[(?<time>[^\][]{1,40})\] "GET (?<target>\S+)(?: HTTP\/[\d.]+)?" (?<status>\d{3}) (?<bytes>\d+|-) "(?:[^"\\]|\\.)*" "(?<agent>(?:[^"\\]|\\.)*)"(?: "?(?<cache>[\w-]+)"?)?\s*$/;

/** Reads one line; null where it tells of no download of a file. `basePath` is what the region's address adds. */
export function readLogLine(line: string, basePath = ""): LoggedDownload | null {
  const groups = COMBINED.exec(line)?.groups;
  if (!groups || groups.agent?.startsWith(WARM_UP_AGENT)) return null;
  return toDownload(
    {
      day: dayOf(groups.time ?? ""),
      target: groups.target ?? "",
      status: Number(groups.status),
      bytes: readCount(groups.bytes),
      cacheWord: groups.cache,
    },
    basePath,
  );
}

/** The fields of CloudFront's standard log that matter, by their place; see its #Fields line. */
const CLOUD_FRONT = { date: 0, method: 5, path: 7, status: 8, agent: 10, result: 13, bytes: 3 } as const;

/** Reads one line of CloudFront's standard log, tab by tab. Its bytes include the headers. */
export function readCloudFrontLine(line: string, basePath = ""): LoggedDownload | null {
  const fields = line.split("\t");
  if (line.startsWith("#") || fields[CLOUD_FRONT.method] !== "GET") return null;
  // Browsers' names are escaped there, ours has nothing to escape.
  if (fields[CLOUD_FRONT.agent]?.startsWith(WARM_UP_AGENT)) return null;
  return toDownload(
    {
      day: fields[CLOUD_FRONT.date] ?? "",
      target: fields[CLOUD_FRONT.path] ?? "",
      status: Number(fields[CLOUD_FRONT.status]),
      bytes: readCount(fields[CLOUD_FRONT.bytes]),
      cacheWord: fields[CLOUD_FRONT.result],
    },
    basePath,
  );
}

interface LogFields {
  day: string | null;
  target: string;
  status: number;
  bytes: number;
  cacheWord: string | undefined;
}

function toDownload({ day, target, status, bytes, cacheWord }: LogFields, basePath: string): LoggedDownload | null {
  if (day === null || !/^\d{4}-\d\d-\d\d$/.test(day) || (status !== 200 && status !== 206)) return null;
  // varnishncsa writes the whole address where nginx writes its path.
  const path = target.replace(/^https?:\/\/[^/]+/i, "");
  if (!path.startsWith(`${basePath}/`)) return null;
  const file = readFileAddress(path.slice(basePath.length));
  return file && { ...file, day, bytes, isWhole: status === 200, cache: readCacheWord(cacheWord) };
}

/** Reads a number of bytes; none where there is no number, or one that no file has. */
function readCount(text: string | undefined): number {
  const count = Number(text);
  return Number.isSafeInteger(count) && count > 0 ? count : 0;
}

/** Reads 22/Nov/2026:05:10:00 +0100 into the day that it is in UTC; null for what is no such time. */
function dayOf(text: string): string | null {
  const match = /^(\d{2})\/([A-Z][a-z]{2})\/(\d{4}):(\d{2}:\d{2}:\d{2}) ([+-]\d{2})(\d{2})$/.exec(text);
  const [, day, monthName, year, time, zoneHours, zoneMinutes] = match ?? [];
  const month = MONTHS.findIndex((name) => name === monthName) + 1;
  if (day === undefined || month === 0) return null;
  const at = new Date(`${year}-${String(month).padStart(2, "0")}-${day}T${time}${zoneHours}:${zoneMinutes}`);
  return Number.isNaN(at.getTime()) ? null : at.toISOString().slice(0, 10);
}
