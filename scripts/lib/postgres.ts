import { execFile } from "node:child_process";
import { accessSync, constants, readdirSync } from "node:fs";
import { appendFile, chown, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const FOLDER_PREFIX = "slipway-postgres-";
const OWNER_FILE = "owner.pid";

export interface PostgresServer {
  url: string;
  stop(): Promise<void>;
}

/** Tests throw their data away, so nothing waits for the disk; benchmarks wait for it as everybody does. */
export type Durability = "throwAway" | "durable";

interface Account {
  uid?: number;
  gid?: number;
}

/**
 * Gives the address of a PostgreSQL server for tests: the one that SLIPWAY_TEST_DATABASE_URL names, or a fresh cluster
 * in a temporary folder. Says why when there can be none.
 */
export async function startPostgres(
  durability: Durability = "throwAway",
): Promise<PostgresServer | { skipped: string }> {
  const given = process.env.SLIPWAY_TEST_DATABASE_URL;
  if (given) return { url: given, stop: () => Promise.resolve() };

  const binaries = findBinaries() ?? (await installBinaries());
  if (typeof binaries !== "string") return binaries;
  try {
    const account = await unprivilegedAccount();
    await removeOrphans(binaries, account);
    return await startCluster(binaries, account, durability);
  } catch (error) {
    return { skipped: `a cluster could not be started (${reasonOf(error)})` };
  }
}

/** The folder with initdb and pg_ctl: Debian keeps them off the PATH, one folder per version. */
function findBinaries(): string | null {
  const fromPath = (process.env.PATH ?? "").split(path.delimiter);
  const debian = "/usr/lib/postgresql";
  const versions = listFolders(debian).sort((a, b) => Number(b) - Number(a));
  const folders = [...versions.map((version) => path.join(debian, version, "bin")), ...fromPath];
  return folders.find((folder) => ["initdb", "pg_ctl"].every((name) => isExecutable(path.join(folder, name)))) ?? null;
}

async function installBinaries(): Promise<string | { skipped: string }> {
  if (process.getuid?.() !== 0 || !isExecutable("/usr/bin/apt-get")) {
    return { skipped: "initdb and pg_ctl were not found; install PostgreSQL or set SLIPWAY_TEST_DATABASE_URL" };
  }
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  try {
    await run("apt-get", ["update", "-qq"], { env });
    await run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "postgresql"], { env });
  } catch (error) {
    return { skipped: `Debian's postgresql could not be installed (${reasonOf(error)})` };
  }
  return findBinaries() ?? { skipped: "Debian's postgresql was installed but brought no initdb" };
}

/** PostgreSQL refuses to run as root. */
async function unprivilegedAccount(): Promise<Account> {
  if (process.getuid?.() !== 0) return {};
  for (const name of ["postgres", "nobody"]) {
    try {
      const [uid, gid] = await Promise.all([run("id", ["-u", name]), run("id", ["-g", name])]);
      return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
    } catch {
      // No such account; the next one may exist.
    }
  }
  throw new Error("neither an account postgres nor nobody exists");
}

async function startCluster(binaries: string, account: Account, durability: Durability): Promise<PostgresServer> {
  const folder = await mkdtemp(path.join(os.tmpdir(), FOLDER_PREFIX));
  await writeFile(path.join(folder, OWNER_FILE), String(process.pid));
  if (account.uid !== undefined && account.gid !== undefined) await chown(folder, account.uid, account.gid);
  const data = path.join(folder, "data");
  const port = await findFreePort();
  const options = { ...account, cwd: folder };
  try {
    await run(
      path.join(binaries, "initdb"),
      ["-D", data, "-U", "slipway", "-A", "trust", "-E", "UTF8", "--no-locale", "-N"],
      options,
    );
    await appendFile(path.join(data, "postgresql.conf"), settings(port, folder, durability));
    const log = path.join(folder, "server.log");
    await run(path.join(binaries, "pg_ctl"), ["-D", data, "-l", log, "-w", "-t", "60", "start"], options);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  return {
    url: `postgres://slipway@127.0.0.1:${port}/postgres`,
    stop: () => stopCluster(binaries, folder, account),
  };
}

function settings(port: number, socketFolder: string, durability: Durability): string {
  return [
    "",
    `port = ${port}`,
    "listen_addresses = '127.0.0.1'",
    `unix_socket_directories = '${socketFolder}'`,
    "max_connections = 200",
    ...(durability === "throwAway" ? ["fsync = off", "synchronous_commit = off", "full_page_writes = off"] : []),
    "",
  ].join("\n");
}

async function stopCluster(binaries: string, folder: string, account: Account): Promise<void> {
  const data = path.join(folder, "data");
  await run(path.join(binaries, "pg_ctl"), ["-D", data, "-m", "immediate", "-w", "stop"], {
    ...account,
    cwd: folder,
  }).catch(() => undefined); // It has stopped already: only the folder is left to remove.
  await rm(folder, { recursive: true, force: true });
}

/** A run that was killed could not stop its cluster; the next one does. */
async function removeOrphans(binaries: string, account: Account): Promise<void> {
  const names = (await readdir(os.tmpdir())).filter((name) => name.startsWith(FOLDER_PREFIX));
  for (const name of names) {
    const folder = path.join(os.tmpdir(), name);
    const owner = Number(await readFile(path.join(folder, OWNER_FILE), "utf8").catch(() => ""));
    if (owner > 0 && !isAlive(owner)) await stopCluster(binaries, folder, account);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

export function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address ? address.port : 0;
      server.close(() => {
        resolve(port);
      });
    });
  });
}

function listFolders(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // There is no such folder on this system.
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function reasonOf(error: unknown): string {
  const { stderr, message } = error as { stderr?: string; message: string };
  return (stderr?.trim() || message).split("\n").slice(-3).join("; ");
}
