import { pipeline, type Readable, type Writable } from "node:stream";
import { createGunzip, createZstdDecompress } from "node:zlib";
import { extract, type Header } from "tar-stream";
import type { Collector } from "#lib/diffs/unpack/collector.ts";
import { streamSource, type ContentSource } from "#lib/diffs/unpack/source.ts";

export const TAR_BLOCK_BYTES = 512;
/** Large pieces, since each costs a trip between threads. */
const CHUNK_BYTES = 256 * 1024;

export type Packing = "none" | "gzip" | "zstd";

/** Opens what lies below a packing. */
export function unpack(source: ContentSource, packing: Packing): Readable {
  const packed = streamSource(source);
  if (packing === "none") return packed;
  const unpacked =
    packing === "gzip" ? createGunzip({ chunkSize: CHUNK_BYTES }) : createZstdDecompress({ chunkSize: CHUNK_BYTES });
  // Whoever reads learns of an error there; the other end is closed with it.
  return pipeline(packed, unpacked, () => {});
}

/** Says whether a block heads a file of a tar archive: its sum is right, as in every dialect of the format. */
export function isTarHeader(block: Buffer): boolean {
  if (block.length < TAR_BLOCK_BYTES) return false;
  const stated = /^\s*([0-7]+)[\s\0]*$/.exec(block.toString("latin1", 148, 156));
  if (!stated?.[1]) return false;
  let sum = 8 * 0x20;
  for (const [index, byte] of block.subarray(0, TAR_BLOCK_BYTES).entries())
    if (index < 148 || index >= 156) sum += byte;
  return sum === Number.parseInt(stated[1], 8);
}

/** Reads a tar archive from its beginning to its end. */
export async function readTar(source: ContentSource, packing: Packing, collector: Collector): Promise<void> {
  const archive = extract();
  // The library's streams are Node's in all but name.
  pipeline(unpack(source, packing), archive as unknown as Writable, () => {});
  try {
    for await (const entry of archive as unknown as AsyncIterable<TarEntry>) await take(entry, collector);
  } finally {
    archive.destroy();
  }
}

type TarEntry = AsyncIterable<Uint8Array> & { header: Header; resume: () => void };

async function take(entry: TarEntry, collector: Collector): Promise<void> {
  const { name, type, linkname, mode } = entry.header;
  collector.countEntry(name);
  const raw = { name, mode };
  switch (type) {
    case "file":
    case "contiguous-file":
      return collector.addStream(raw, entry);
    case "symlink":
    case "link":
      collector.addLink(raw, linkname, type === "link");
      break;
    case "directory":
      break;
    default:
      collector.note("special", name, "is neither a file nor a link, and left out");
  }
  entry.resume();
}
