const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Says whether a text is a UUID in its usual spelling, so that it may be compared with a uuid column. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}
