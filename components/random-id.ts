/** A key nobody else has. crypto.randomUUID exists only over HTTPS and on localhost, which not every network has. */
export function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
