/** A pattern for LIKE or ILIKE under which a text matches itself only: its wildcards are taken literally. */
export function escapeLike(text: string): string {
  return text.replaceAll(/[\\%_]/g, String.raw`\$&`);
}
