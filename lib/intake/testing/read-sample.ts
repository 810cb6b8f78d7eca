import { readFileSync } from "node:fs";

export interface Sample {
  /** The exact bytes: signatures are computed over them. */
  body: Buffer;
  /** Names in lower case. */
  headers: Record<string, string>;
}

const folder = new URL("./samples/", import.meta.url);
const headersOf = JSON.parse(readFileSync(new URL("headers.json", folder), "utf8")) as Record<
  string,
  Record<string, string>
>;

/** Reads one of the sample deliveries, for example `quay`. */
export function readSample(name: string): Sample {
  const headers = Object.entries(headersOf[`${name}.json`] ?? {}).map(([key, value]) => [key.toLowerCase(), value]);
  return {
    body: readFileSync(new URL(`${name}.json`, folder)),
    headers: Object.fromEntries(headers) as Record<string, string>,
  };
}
