/** How does an entry of a tar archive begin and end? */

const BLOCK = 512;
const OCTAL_MAX = 8 ** 11;

/** A header of POSIX's ustar; sizes from 8 GiB on are written as GNU and all since do. Names have at most 100 bytes. */
export function tarHeader({ name, size, at }: { name: string; size: number; at: Date }): Uint8Array {
  const header = new Uint8Array(BLOCK);
  const write = (text: string, offset: number) => header.set(new TextEncoder().encode(text), offset);
  if (name.length > 100) throw new Error(`${name} is too long for an archive.`);
  write(name, 0);
  write("0000600\0", 100);
  write("0000000\0", 108);
  write("0000000\0", 116);
  if (size < OCTAL_MAX) write(`${size.toString(8).padStart(11, "0")}\0`, 124);
  else header.set(binarySize(size), 124);
  write(
    `${Math.floor(at.getTime() / 1_000)
      .toString(8)
      .padStart(11, "0")}\0`,
    136,
  );
  write("        ", 148);
  write("0", 156);
  write("ustar\x0000", 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return header;
}

/** What follows a content, so that the next header begins with a block. */
export function tarPadding(size: number): Uint8Array {
  return new Uint8Array((BLOCK - (size % BLOCK)) % BLOCK);
}

/** Two empty blocks. */
export const TAR_END = new Uint8Array(2 * BLOCK);

function binarySize(size: number): Uint8Array {
  const bytes = new Uint8Array(12);
  new DataView(bytes.buffer).setBigUint64(4, BigInt(size));
  bytes[0] = 0x80;
  return bytes;
}
