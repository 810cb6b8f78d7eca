import { isUtf8 } from "node:buffer";
import { Readable } from "node:stream";
import { crc32, inflateRawSync } from "node:zlib";
import {
  fromRandomAccessReaderPromise,
  getFileNameLowLevel,
  RandomAccessReader,
  type Entry as ZipEntry,
  type ZipFile,
} from "yauzl";
import type { Collector, RawEntry } from "#lib/diffs/unpack/collector.ts";
import { BlockReader, type ContentSource } from "#lib/diffs/unpack/source.ts";

/** Up to here a file is unpacked in one go, which costs a tenth of a stream. */
const AT_ONCE_BYTES_MAX = 4 * 1024 * 1024;
const STORED = 0;
const DEFLATED = 8;
const UNIX = 3;
const FILE_TYPE = 0o170000;
const SYMLINK = 0o120000;
const LINK_BYTES_MAX = 4_096;

/** Reads a zip archive by its directory. */
export async function readZip(source: ContentSource, collector: Collector): Promise<void> {
  const blocks = new BlockReader(source);
  const zip = await fromRandomAccessReaderPromise(new Blocks(blocks), source.size, { decodeStrings: false });
  // Beyond the archive's own methods an error reaches nobody but this listener.
  zip.on("error", () => {});
  try {
    for await (const entry of zip.eachEntry()) await take(zip, entry, blocks, collector);
  } finally {
    zip.close();
  }
}

async function take(zip: ZipFile, entry: ZipEntry, blocks: BlockReader, collector: Collector): Promise<void> {
  const name = nameOf(entry);
  collector.countEntry(name);
  if (name.endsWith("/")) return;
  const mode = entry.versionMadeBy >> 8 === UNIX ? entry.externalFileAttributes >>> 16 : null;
  const raw: RawEntry = { name, mode };
  if (entry.isEncrypted()) return collector.note("encrypted", name, "is encrypted, and left out");
  if (![STORED, DEFLATED].includes(entry.compressionMethod)) {
    return collector.note("special", name, `is packed by the method ${entry.compressionMethod}, and left out`);
  }
  if (mode !== null && (mode & FILE_TYPE) === SYMLINK && entry.uncompressedSize <= LINK_BYTES_MAX) {
    const target = await readAtOnce(zip, entry, blocks, collector);
    return collector.addLink(raw, target.toString("utf8"), false);
  }
  if (Math.max(entry.uncompressedSize, entry.compressedSize) > AT_ONCE_BYTES_MAX) {
    return collector.addStream(raw, await zip.openReadStreamPromise(entry));
  }
  collector.addContent(raw, await readAtOnce(zip, entry, blocks, collector));
}

/** Many programs write UTF-8 without saying so; in the older code page hardly any text happens to be valid UTF-8. */
function nameOf({ fileNameRaw, generalPurposeBitFlag, extraFields }: ZipEntry): string {
  if (isUtf8(fileNameRaw)) return fileNameRaw.toString("utf8");
  return getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, false);
}

async function readAtOnce(zip: ZipFile, entry: ZipEntry, blocks: BlockReader, collector: Collector): Promise<Buffer> {
  collector.countBytes(entry.uncompressedSize, nameOf(entry));
  const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
  const packed = await blocks.readAt(fileDataStart, entry.compressedSize);
  if (packed.length !== entry.compressedSize) throw new Error("unexpected end of file");
  // It never grows beyond what it says to be, which was counted.
  const content =
    entry.compressionMethod === STORED
      ? packed
      : inflateRawSync(packed, { maxOutputLength: Math.max(1, entry.uncompressedSize) });
  if (content.length !== entry.uncompressedSize) throw new Error("a file is not as large as it says");
  if (crc32(content) !== entry.crc32) throw new Error("the checksum of a file is wrong");
  return content;
}

/** What yauzl reads through. */
class Blocks extends RandomAccessReader {
  readonly #blocks: BlockReader;

  constructor(blocks: BlockReader) {
    super();
    this.#blocks = blocks;
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(this.#read(start, end), { objectMode: false });
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    this.#blocks.readAt(position, length).then(
      (bytes) => {
        bytes.copy(buffer, offset);
        callback(bytes.length < length ? new Error("unexpected end of file") : null);
      },
      (error: unknown) => callback(error instanceof Error ? error : new Error(String(error))),
    );
  }

  async *#read(start: number, end: number): AsyncGenerator<Buffer> {
    const STEP = 256 * 1024;
    for (let at = start; at < end; at += STEP) yield await this.#blocks.readAt(at, Math.min(STEP, end - at));
  }
}
