// Did an answer come from a cache's memory? Each kind of cache says so in a header of its own.

export type CacheState = "hit" | "miss" | "unknown";

/** As nginx, Varnish, Cloudflare and CloudFront name them. What is not listed says nothing about the memory. */
const WORDS: Readonly<Record<string, CacheState>> = {
  hit: "hit",
  hitmiss: "miss",
  hitpass: "miss",
  refreshhit: "hit",
  stale: "hit",
  updating: "hit",
  revalidated: "hit",
  miss: "miss",
  expired: "miss",
  bypass: "miss",
  dynamic: "miss",
  none: "miss",
  pass: "miss",
  refreshmiss: "miss",
};

/** Reads a cache's word for what it did, such as HIT, `hit`, `Miss` or `-`. */
export function readCacheWord(word: string | null | undefined): CacheState {
  const [first = ""] = /^[a-z]+/i.exec(word?.trim() ?? "") ?? [];
  return WORDS[first.toLowerCase()] ?? "unknown";
}

/** Reads the headers of an answer, by their names in lower case. */
export function readCacheState(header: (name: string) => string | undefined): CacheState {
  for (const name of ["cf-cache-status", "x-cache", "x-cache-status"]) {
    const state = readCacheWord(header(name));
    if (state !== "unknown") return state;
  }
  const varnish = header("x-varnish")?.trim().split(/\s+/).length;
  if (varnish !== undefined) return varnish > 1 ? "hit" : "miss";
  const age = header("age");
  return age === undefined ? "unknown" : Number(age) > 0 ? "hit" : "miss";
}
