/**
 * Under which key a DDI device is found: 128 bits, since ids are as long as their makers like. Quick rather than
 * unforgeable: whoever makes two names meet only sends their polls to the database, for the credential is compared too.
 */
export function ddiKey(tenant: string, controllerId: string): Uint8Array {
  return writeDdiKey(tenant, controllerId).slice();
}

const words = new Uint32Array(4);
const bytes = new Uint8Array(words.buffer);

/** Makes the same key without an allocation; its bytes are good until the next call. */
export function writeDdiKey(tenant: string, controllerId: string): Uint8Array {
  const name = `${tenant}/${controllerId}`;
  // Four hashes in the manner of FNV-1a side by side, in variables rather than in a loop: this is on the way of each poll.
  let a = 0x811c9dc5;
  let b = 0x9e3779b9;
  let c = 0x85ebca6b;
  let d = 0xc2b2ae35;
  for (let index = 0; index < name.length; index++) {
    const char = name.charCodeAt(index);
    a = Math.imul(a ^ char, 0x01000193);
    a ^= a >>> 15;
    b = Math.imul(b ^ char, 0x85ebca77);
    b ^= b >>> 15;
    c = Math.imul(c ^ char, 0x27d4eb2f);
    c ^= c >>> 15;
    d = Math.imul(d ^ char, 0x165667b1);
    d ^= d >>> 15;
  }
  words[0] = a;
  words[1] = b;
  words[2] = c;
  words[3] = d;
  return bytes;
}
