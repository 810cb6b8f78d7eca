import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { openBlobStore } from "#lib/artifacts/blobs/open-store.ts";
import { loadConfig } from "#lib/kernel/config.ts";
import { makeDelta, type MadeDelta } from "#lib/updates/deltas/make-delta.ts";
import { ToolError } from "#lib/updates/deltas/run-tool.ts";
import { DELTA_TOOLS } from "#lib/updates/deltas/tools.ts";
import { DELTA_FORMATS, type DeltaFormat } from "#lib/updates/rules/formats.ts";
import type { Figure } from "./lib/figure.ts";

const SIZE = 120_000_000;
const MEBIBYTE = 1_048_576;
const FAST_SECONDS = 10;

/**
 * Deltas between two builds of a large binary: like a program built again, most of it stays, much of the rest moves, and
 * addresses change all over. `scale` below 1 is for a quick look.
 */
export async function measureDeltas(scale: number): Promise<Figure[]> {
  const folder = await mkdtemp(path.join(tmpdir(), "slipway-bench-delta-"));
  const { deltas } = loadConfig({});
  const store = openBlobStore(loadConfig({ UPLOAD_DIR: path.join(folder, "files") }));
  try {
    const older = makeBinary(Math.ceil(SIZE * scale));
    const [base, result] = [await keep(older), await keep(rebuild(older))];
    const run = async (format: DeltaFormat, pass: "fast" | "best"): Promise<MadeDelta | null> => {
      const wanted = {
        format,
        level: DELTA_TOOLS[format].levels[pass],
        baseSha256: base,
        resultSha256: result,
        folder,
      };
      try {
        return await makeDelta(store, wanted, deltas);
      } catch (error) {
        if (!(error instanceof ToolError)) throw error;
        console.error(error.message);
        return null;
      }
    };
    const startedAt = performance.now();
    const first = await run("zstd-patch-from", "fast");
    const firstSeconds = (performance.now() - startedAt) / 1000;
    const sizes: [DeltaFormat, number][] = [];
    for (const format of DELTA_FORMATS) {
      const made = await run(format, "best");
      if (made) sizes.push([format, made.size]);
    }
    return toFigures({ total: older.length, firstSeconds, firstSize: first?.size ?? 0, sizes });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }

  async function keep(content: Buffer): Promise<string> {
    const staged = await store.stage(Readable.from([content]), content.length);
    await staged.keep();
    await staged.discard();
    return staged.sha256;
  }
}

interface Measured {
  total: number;
  firstSeconds: number;
  firstSize: number;
  sizes: readonly (readonly [DeltaFormat, number])[];
}

function toFigures({ total, firstSeconds, firstSize, sizes }: Measured): Figure[] {
  const smallest = sizes.toSorted((left, right) => left[1] - right[1])[0];
  const what = `two builds of ${Math.round(total / 1_000_000)} MB`;
  return [
    {
      id: "delta-first",
      what: `First delta of ${what}: fetched, made and proved`,
      database: "none",
      value: firstSeconds,
      unit: "s",
      target: { comparison: "atMost", value: FAST_SECONDS },
      reference: null,
    },
    {
      id: "delta-first-size",
      what: `Size of the first delta of ${what}`,
      database: "none",
      value: firstSize / MEBIBYTE,
      unit: "MiB",
      target: null,
      reference: { what: "the whole file", value: total / MEBIBYTE },
    },
    ...sizes.map(([format, size]): Figure => ({
      id: `delta-${format}`,
      what: `Size of the delta of ${what}, ${format}${format === smallest?.[0] ? " (kept as the smallest)" : ""}`,
      database: "none",
      value: size / MEBIBYTE,
      unit: "MiB",
      target: null,
      reference: { what: "the smallest of all tools", value: (smallest?.[1] ?? 0) / MEBIBYTE },
    })),
  ];
}

const FUNCTION_BYTES = 4_096;

/** Functions of a few kinds, in which addresses stand: neither random nor all the same. */
function makeBinary(size: number): Buffer {
  const kinds = Array.from({ length: 2_000 }, () => randomBytes(FUNCTION_BYTES));
  const binary = Buffer.alloc(size);
  for (let at = 0; at < size; at += FUNCTION_BYTES) {
    const kind = kinds[(at * 7_919) % kinds.length] ?? binary;
    kind.copy(binary, at, 0, Math.min(FUNCTION_BYTES, size - at));
    for (let place = at; place + 4 <= Math.min(at + FUNCTION_BYTES, size); place += 256)
      binary.writeUInt32LE(at, place);
  }
  return binary;
}

/** A few hundred functions are new, what follows them moves, and the addresses in it change with that. */
function rebuild(older: Buffer): Buffer {
  const pieces: Buffer[] = [];
  const step = Math.ceil(older.length / 300 / FUNCTION_BYTES) * FUNCTION_BYTES;
  for (let at = 0, moved = 0; at < older.length; at += step, moved += 512) {
    const piece = Buffer.from(older.subarray(at, at + step));
    for (let place = 0; place + 4 <= piece.length; place += 256) {
      piece.writeUInt32LE((piece.readUInt32LE(place) + moved) >>> 0, place);
    }
    pieces.push(piece, randomBytes(512));
  }
  return Buffer.concat(pieces);
}
