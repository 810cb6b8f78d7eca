// How much of a key may be shown to people who may not read the row?

const PLAIN_MAX = 20;
const TAIL = 4;

/** Numbers are shown, so that the row can be found; of all else, which may be an address or a name, only its end. */
export function maskKey(text: string): string {
  if (/^-?\d+$/.test(text) && text.length <= PLAIN_MAX) return text;
  return text.length > TAIL * 2 ? `…${text.slice(-TAIL)}` : "…";
}
