import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { rm, stat } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import type { BlobStore } from "#lib/artifacts/blobs/blob-store.ts";
import { runTool, ToolError, type ToolLimits } from "#lib/updates/deltas/run-tool.ts";
import { DELTA_TOOLS } from "#lib/updates/deltas/tools.ts";
import type { DeltaFormat } from "#lib/updates/rules/formats.ts";

export interface MakeDelta {
  format: DeltaFormat;
  level: number | null;
  baseSha256: string;
  resultSha256: string;
  /** An empty folder that nobody else uses. */
  folder: string;
}

export interface MadeDelta {
  /** Where it lies. */
  file: string;
  /** Bytes. */
  size: number;
  /** Of the making, without the proof. */
  seconds: number;
}

/**
 * Makes the difference between two contents of the store, and proves it by applying it. Throws ToolError where the tool
 * is missing, exceeds a limit, is killed, or made something that does not lead to the newer content.
 */
export async function makeDelta(store: BlobStore, wanted: MakeDelta, limits: ToolLimits): Promise<MadeDelta> {
  const { format, level, folder, baseSha256, resultSha256 } = wanted;
  const at = (name: string) => path.join(folder, name);
  const older = at("older");
  const newer = at("newer");
  await fetchContent(store, baseSha256, older);
  await fetchContent(store, resultSha256, newer);
  const files = {
    older,
    newer,
    delta: at("delta"),
    olderSize: (await stat(older)).size,
    newerSize: (await stat(newer)).size,
  };
  const tool = DELTA_TOOLS[format];
  const startedAt = performance.now();
  const making = tool.make(files, level);
  await runTool(making.program, making.args, limits);
  const seconds = Math.round((performance.now() - startedAt) / 10) / 100;

  await rm(newer);
  const applied = { ...files, newer: at("applied") };
  const applying = tool.apply(applied);
  await runTool(applying.program, applying.args, limits);
  if ((await hashOf(applied.newer)) !== resultSha256) {
    throw new ToolError(`What ${making.program} made does not lead to the newer file.`);
  }
  return { file: files.delta, size: (await stat(files.delta)).size, seconds };
}

/** Read through the hash: a store that was damaged must not spread into deltas. */
async function fetchContent(store: BlobStore, sha256: string, file: string): Promise<void> {
  const hash = createHash("sha256");
  await pipeline(
    await store.open(sha256),
    async function* (source: AsyncIterable<Buffer>) {
      for await (const chunk of source) {
        hash.update(chunk);
        yield chunk;
      }
    },
    createWriteStream(file),
  );
  if (hash.digest("hex") !== sha256) throw new ToolError(`The store's file ${sha256} is damaged.`);
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}
