import type { Contents } from "#lib/diffs/rules/entry.ts";
import { ArchiveFault, Collector, type TextSink } from "#lib/diffs/unpack/collector.ts";
import { isTarHeader, readTar, TAR_BLOCK_BYTES, unpack, type Packing } from "#lib/diffs/unpack/read-tar.ts";
import { readZip } from "#lib/diffs/unpack/read-zip.ts";
import { BlockReader, readSource, type ContentSource } from "#lib/diffs/unpack/source.ts";
import { DomainError } from "#lib/kernel/errors.ts";

type Format = Contents["format"];
interface Shape {
  format: Format;
  packing: Packing;
}

const FILE: Shape = { format: "file", packing: "none" };

/**
 * Lists what is in a content: the files of an archive, or itself where it is none. An archive that is damaged or breaks
 * a limit is one file too, and says why. Throws only where the store fails.
 */
export async function readContents(source: ContentSource, sink: TextSink): Promise<Contents> {
  try {
    const shape = await detect(source);
    if (shape.format !== "file") return await readArchive(source, shape, sink);
    return await readFile(source, sink);
  } catch (error) {
    if (error instanceof DomainError) throw error;
    return { ...(await readFile(source, sink)), unreadable: tellFault(error) };
  }
}

async function readArchive(source: ContentSource, { format, packing }: Shape, sink: TextSink): Promise<Contents> {
  const collector = new Collector(sink, source.size);
  await (format === "zip" ? readZip(source, collector) : readTar(source, packing, collector));
  return collector.finish(format);
}

async function readFile(source: ContentSource, sink: TextSink): Promise<Contents> {
  // A file itself unpacks to nothing more than it is.
  const collector = new Collector(sink, source.size);
  await collector.addStream({ name: source.name, mode: null }, readSource(source));
  return collector.finish("file");
}

/** By its first bytes; what it is called says nothing. */
async function detect(source: ContentSource): Promise<Shape> {
  const head = await new BlockReader(source).readAt(0, TAR_BLOCK_BYTES);
  const magic = head.toString("latin1", 0, 4);
  if (["PK\x03\x04", "PK\x05\x06"].includes(magic)) return { format: "zip", packing: "none" };
  if (isTarHeader(head)) return { format: "tar", packing: "none" };
  const packing: Packing = magic.startsWith("\x1f\x8b") ? "gzip" : magic === "\x28\xb5\x2f\xfd" ? "zstd" : "none";
  if (packing === "none" || !isTarHeader(await readUnpackedHead(source, packing))) return FILE;
  return { format: "tar.gz", packing };
}

async function readUnpackedHead(source: ContentSource, packing: Packing): Promise<Buffer> {
  const stream = unpack(source, packing);
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of stream as AsyncIterable<Buffer>) {
    parts.push(part);
    size += part.length;
    if (size >= TAR_BLOCK_BYTES) break;
  }
  return Buffer.concat(parts);
}

function tellFault(error: unknown): string {
  if (error instanceof ArchiveFault) return error.message;
  const detail = error instanceof Error ? error.message : String(error);
  return `It is cut off or damaged: ${detail.slice(0, 200)}.`;
}
