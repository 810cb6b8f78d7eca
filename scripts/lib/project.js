// Where the project stands, and how its scripts speak.
import path from "node:path";
import { fileURLToPath } from "node:url";

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

/** Progress goes to stderr, so that what a command prints can be read by programs. */
export function say(sentence) {
  process.stderr.write(`${sentence}\n`);
}
