import { hasObjectAt, textAt, valueAt } from "#lib/registries/rules/field.ts";

// How is a ping kept without the secret that it may carry?

/** GitHub's ping describes the hook. A secret in it is replaced; any other body stays byte for byte. */
export function maskPing(body: Uint8Array): Uint8Array {
  const text = new TextDecoder().decode(body);
  const parsed = parse(text);
  const secret = textAt(parsed, "hook", "config", "secret");
  if (secret === null || !hasObjectAt(parsed, "hook", "config")) return body;
  (valueAt(parsed, "hook", "config") as Record<string, unknown>).secret = "[removed]";
  return new TextEncoder().encode(JSON.stringify(parsed, null, 2));
}

/** A ping may also come as a form; its one field is then read. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text.startsWith("payload=") ? (new URLSearchParams(text).get("payload") ?? "") : text);
  } catch {
    return null; // The body was read before, so this is no ping of GitHub's.
  }
}
