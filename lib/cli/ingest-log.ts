import { open } from "node:fs/promises";
import { UsageError } from "#lib/cli/exit-codes.ts";
import { fingerprintOf, readPiece } from "#lib/cdn/read-log.ts";
import type { LogFormat } from "#lib/cdn/rules/tally.ts";
import type { LogPlace, TakenLog } from "#lib/cdn/take-log.ts";
import type { Api } from "#lib/client/api.ts";

export interface IngestedLog {
  lines: number;
  downloads: number;
  /** How much was new. */
  bytes: number;
}

/** Sends what is new in an access log, piece by piece, from where the server read last. */
export async function ingestLog(
  api: Api,
  { region, file, format }: { region: string; file: string; format: LogFormat },
): Promise<IngestedLog> {
  const log = await open(file).catch(() => {
    throw new UsageError(`${file} cannot be read.`);
  });
  try {
    const fingerprint = await fingerprintOf(log);
    const sum = { lines: 0, downloads: 0, bytes: 0 };
    if (fingerprint === null) return sum;
    const path = `/api/distribution/cdn/regions/${encodeURIComponent(region)}/log`;
    let { offset } = await api.call<LogPlace>({ method: "GET", path, query: { fingerprint } });
    for (;;) {
      const piece = await readPiece(log, offset);
      if (piece.length === 0) return sum;
      const taken = await api.call<TakenLog>({
        method: "POST",
        path,
        query: { fingerprint, offset, format },
        rawBody: piece,
        headers: { "content-type": "text/plain" },
      });
      // What is left is a line without its end: the cache is still writing it.
      if (taken.offset === offset) return sum;
      sum.lines += taken.lines;
      sum.downloads += taken.downloads;
      sum.bytes += taken.offset - offset;
      offset = taken.offset;
    }
  } finally {
    await log.close();
  }
}
