// One fingerprint of many files, to see whether what was made from them is still fresh.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { root } from "./project.js";

/** Hashes the names and contents of files and of all files in folders; what does not exist counts as absent. */
export function hashFiles(places, { ignore = () => false } = {}) {
  const hash = createHash("sha256");
  for (const file of places.flatMap(listFiles).filter((name) => !ignore(name))) {
    const content = readFileSync(path.join(root, file));
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
}

/** The files of a place in a stable order, as paths from the root with forward slashes. */
function listFiles(place) {
  const stats = statSync(path.join(root, place), { throwIfNoEntry: false });
  if (!stats) return [];
  if (!stats.isDirectory()) return [place];
  const names = readdirSync(path.join(root, place)).sort();
  return names.flatMap((name) => listFiles(`${place}/${name}`));
}
