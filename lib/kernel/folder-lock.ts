import { open, readFile, rm } from "node:fs/promises";
import path from "node:path";

/** Another living process uses the data folder. */
export class FolderInUseError extends Error {
  override name = "FolderInUseError";

  constructor(folder: string, who: string, setting: string) {
    super(
      `The data folder ${folder} is in use by another Slipway (${who}). ` +
        `Stop that one first, or choose another folder with ${setting}.`,
    );
  }
}

/** Who holds a lock. The start time tells a process from a later one that got the same pid. */
interface Holder {
  pid: number;
  startedAt: string;
}

/**
 * Takes the lock on a folder: a file made exclusively, which names its process. A lock of a dead process is taken
 * over. Returns the function that gives the lock back. Throws FolderInUseError, which names the setting that chooses
 * another folder, when its holder lives.
 */
export async function lockFolder(folder: string, setting = "SLIPWAY_DATA_DIR"): Promise<() => Promise<void>> {
  const file = path.join(folder, "lock");
  const inUse = (who: string) => new FolderInUseError(folder, who, setting);
  const release = () => rm(file, { force: true });
  if (await claim(file)) return release;
  await requireDead(file, inUse);

  // Several may find the same dead lock at once: only the one that holds the second file may replace it.
  const takeover = `${file}.takeover`;
  if (!(await claim(takeover))) {
    await requireDead(takeover, inUse);
    await rm(takeover, { force: true });
    return lockFolder(folder, setting);
  }
  try {
    await requireDead(file, inUse);
    await rm(file, { force: true });
    if (await claim(file)) return release;
    throw inUse("another one that starts right now");
  } finally {
    await rm(takeover, { force: true });
  }
}

async function claim(file: string): Promise<boolean> {
  const startedAt = (await startTimeOf(process.pid)) ?? new Date().toISOString();
  return createExclusively(file, JSON.stringify({ pid: process.pid, startedAt } satisfies Holder));
}

async function requireDead(file: string, inUse: (who: string) => FolderInUseError): Promise<void> {
  const holder = await readHolder(file);
  if (holder && (await isAlive(holder))) throw inUse(`process ${holder.pid}`);
}

async function createExclusively(file: string, content: string): Promise<boolean> {
  try {
    const handle = await open(file, "wx", 0o600);
    await handle.writeFile(content);
    await handle.sync();
    await handle.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** Null when the file is gone or was cut off while it was written. */
async function readHolder(file: string): Promise<Holder | null> {
  for (let attempt = 0; attempt < 5; attempt++) {
    try {
      const holder = JSON.parse(await readFile(file, "utf8")) as Partial<Holder>;
      if (typeof holder.pid === "number" && typeof holder.startedAt === "string") return holder as Holder;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    }
    await new Promise((resolve) => setTimeout(resolve, 50)); // Its maker may be just about to write its name.
  }
  return null;
}

async function isAlive(holder: Holder): Promise<boolean> {
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
  }
  const startedAt = await startTimeOf(holder.pid);
  return startedAt === null || startedAt === holder.startedAt;
}

/** When a process started, in clock ticks since boot (field 22 of /proc/<pid>/stat); null where /proc is not there. */
async function startTimeOf(pid: number): Promise<string | null> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null;
  } catch {
    return null; // No /proc on this system, or the process is gone.
  }
}
