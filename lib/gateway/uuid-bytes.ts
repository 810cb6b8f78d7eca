const LENGTH = 36;
const NOT_HEX = 255;
const DASH = 45;

/** The value of each character as a hexadecimal digit. */
const VALUE = new Uint8Array(128).fill(NOT_HEX);
for (let value = 0; value < 16; value++) {
  const digit = value.toString(16);
  VALUE[digit.charCodeAt(0)] = value;
  VALUE[digit.toUpperCase().charCodeAt(0)] = value;
}

/** Writes a UUID's 16 bytes into `target`, without an allocation. False where the text is no UUID. */
export function writeUuid(text: string, target: Uint8Array): boolean {
  if (text.length !== LENGTH) return false;
  let place = 0;
  for (let index = 0; index < LENGTH; index++) {
    if (index === 8 || index === 13 || index === 18 || index === 23) {
      if (text.charCodeAt(index) !== DASH) return false;
      continue;
    }
    const high = VALUE[text.charCodeAt(index)] ?? NOT_HEX;
    const low = VALUE[text.charCodeAt(++index)] ?? NOT_HEX;
    if (high === NOT_HEX || low === NOT_HEX) return false;
    target[place++] = (high << 4) | low;
  }
  return true;
}

export function toUuidBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(16);
  if (!writeUuid(text, bytes)) throw new Error(`Not a UUID: ${text}`);
  return bytes;
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** Writes 16 bytes as a UUID in lower case. */
export function uuidText(bytes: Uint8Array): string {
  let text = "";
  for (let index = 0; index < 16; index++) {
    if (index === 4 || index === 6 || index === 8 || index === 10) text += "-";
    text += HEX[bytes[index] ?? 0] ?? "";
  }
  return text;
}
