import { readdir, rm, stat } from "node:fs/promises";
import path from "node:path";
import { codeOf } from "#lib/artifacts/blobs/faults.ts";

export async function listFolder(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    // Nothing was stored yet.
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return [];
    throw error;
  }
}

export async function isOlder(file: string, before: Date): Promise<boolean> {
  try {
    return (await stat(file)).mtime < before;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return false; // Somebody else removed it.
    throw error;
  }
}

/** Removes the files of a folder that were last written before a time. */
export async function dropOlder(folder: string, before: Date): Promise<number> {
  let dropped = 0;
  for (const name of await listFolder(folder)) {
    if (!(await isOlder(path.join(folder, name), before))) continue;
    await rm(path.join(folder, name), { force: true });
    dropped++;
  }
  return dropped;
}
