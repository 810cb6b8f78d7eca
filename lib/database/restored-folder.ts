import { access, open, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";

/** Where a restore builds the embedded database, beside the one that is used. */
export function restoringFolder(dataDir: string): string {
  return path.join(dataDir, "database.restoring");
}

/** Where a restore puts the keys that belong to what it builds, if it brings any. */
export function restoringSecrets(dataDir: string): string {
  return path.join(dataDir, "secrets.json.restoring");
}

/**
 * Puts a database that was restored in the place of the one before, which stays beside it under a name of its own. Two
 * renames cannot be one: a note says that they are under way, and whoever opens the folder next makes up for what a kill
 * left out. Keys that were put beside it become those of the folder in the same way.
 */
export async function takeRestoredFolder(dataDir: string, now: Date): Promise<void> {
  const note = path.join(dataDir, NOTE);
  const aside = `database.before-restore-${now.toISOString().replaceAll(/[-:]|\.\d+/g, "")}`;
  await writeFile(`${note}.new`, JSON.stringify({ aside } satisfies Note), { mode: 0o600, flush: true });
  await rename(`${note}.new`, note);
  await syncFolder(dataDir);
  await finishRestore(dataDir);
}

/**
 * Finishes what `takeRestoredFolder` began, if anything, and answers whether the folder has other keys since. The caller
 * holds the lock on the folder.
 */
export async function finishRestore(dataDir: string): Promise<boolean> {
  const note = await readNote(dataDir);
  if (!note) return false;
  const mark = path.basename(note.aside).replace(/^database/, "");
  await replace(restoringFolder(dataDir), path.join(dataDir, "database"), mark);
  const hasKeys = await replace(restoringSecrets(dataDir), path.join(dataDir, "secrets.json"), mark);
  await syncFolder(dataDir);
  await rm(path.join(dataDir, NOTE), { force: true });
  return hasKeys;
}

/** Moves what is new into its place, and what was there beside it. Done again, it does what is missing. */
async function replace(fresh: string, place: string, mark: string): Promise<boolean> {
  if (!(await isThere(fresh))) return false;
  const aside = `${place}${mark}`;
  if ((await isThere(place)) && !(await isThere(aside))) await rename(place, aside);
  await rename(fresh, place);
  return true;
}

const NOTE = "restored.json";

interface Note {
  /** The name under which the database before stays. */
  aside: string;
}

async function readNote(dataDir: string): Promise<Note | null> {
  try {
    return JSON.parse(await readFile(path.join(dataDir, NOTE), "utf8")) as Note;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

async function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
