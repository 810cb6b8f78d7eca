// One preparation at a time: two starts at once must not install or build into the same folders.
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { root, say } from "./project.js";

const POLL_MILLIS = 300;
const file = path.join(root, ".node", "prepare.lock");
let isHeld = false;

/**
 * Does work while holding the project's lock file. Waits while a living process holds it, and takes it over from a
 * dead one. Taken again by its holder, it lets the work through.
 */
export async function withLock(work) {
  if (isHeld) return work();
  mkdirSync(path.dirname(file), { recursive: true });
  await claim();
  isHeld = true;
  // A process that ends unexpectedly leaves the file behind; the next one finds its holder dead.
  try {
    return await work();
  } finally {
    isHeld = false;
    rmSync(file, { force: true });
  }
}

async function claim() {
  let told = false;
  while (!tryClaim()) {
    const holder = read(file);
    if (holder === null) continue;
    if (!isAlive(holder)) {
      removeStale(holder);
      continue;
    }
    if (!told) say(`Waiting for process ${holder.pid}, which is installing or building …`);
    told = true;
    await sleep(POLL_MILLIS);
  }
}

/** The file appears together with its content, so that nobody ever reads an empty one. */
function tryClaim() {
  const own = `${file}.${process.pid}`;
  writeFileSync(own, JSON.stringify({ pid: process.pid, startedAt: startTimeOf(process.pid) }));
  return linkAndRemove(own);
}

/** Several may find the same holder dead; who takes away a newer lock by mistake puts it back. */
function removeStale(holder) {
  const aside = `${file}.${process.pid}.stale`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (error.code === "ENOENT") return;
    throw error;
  }
  const removed = read(aside);
  if (removed && (removed.pid !== holder.pid || removed.startedAt !== holder.startedAt)) linkAndRemove(aside);
  else rmSync(aside, { force: true });
}

function linkAndRemove(source) {
  try {
    linkSync(source, file);
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(source, { force: true });
  }
}

function read(from) {
  try {
    return JSON.parse(readFileSync(from, "utf8"));
  } catch (error) {
    if (error.code === "ENOENT") return null;
    throw error;
  }
}

function isAlive({ pid, startedAt }) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error.code === "ESRCH") return false;
  }
  return startedAt === null || startTimeOf(pid) === startedAt;
}

/** Tells a process from a later one with the same pid, as containers have them; null where there is no /proc. */
function startTimeOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  } catch {
    return null;
  }
}
