import { access, open, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";

/** Where a restore builds the embedded database, beside the one that is used. */
export function restoringFolder(dataDir: string): string {
  return path.join(dataDir, "database.restoring");
}

/**
 * Puts a database that was restored in the place of the one before, which stays beside it under a name of its own. Two
 * renames cannot be one: a note says that they are under way, and whoever opens the folder next makes up for what a kill
 * left out.
 */
export async function takeRestoredFolder(dataDir: string, now: Date): Promise<void> {
  const note = path.join(dataDir, NOTE);
  const aside = `database.before-restore-${now.toISOString().replaceAll(/[-:]|\.\d+/g, "")}`;
  await writeFile(`${note}.new`, JSON.stringify({ aside } satisfies Note), { mode: 0o600, flush: true });
  await rename(`${note}.new`, note);
  await syncFolder(dataDir);
  await finishRestore(dataDir);
}

/** Finishes what `takeRestoredFolder` began, if anything. The caller holds the lock on the folder. */
export async function finishRestore(dataDir: string): Promise<void> {
  const note = await readNote(dataDir);
  if (!note) return;
  const database = path.join(dataDir, "database");
  const restored = restoringFolder(dataDir);
  if (await isThere(restored)) {
    const aside = path.join(dataDir, path.basename(note.aside));
    if ((await isThere(database)) && !(await isThere(aside))) await rename(database, aside);
    await rename(restored, database);
  }
  await syncFolder(dataDir);
  await rm(path.join(dataDir, NOTE), { force: true });
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
