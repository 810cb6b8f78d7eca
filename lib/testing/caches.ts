import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { whyNoFile, whyNotInstalled } from "#lib/testing/debian-package.ts";

const START_SECONDS_MAX = 30;
const CONFIGURATIONS = path.resolve(import.meta.dirname, "../../docs/cdn");
const PURGE_MODULE = "/usr/lib/nginx/modules/ngx_http_cache_purge_module.so";

export interface CacheOptions {
  /** Where the cache asks: host and port of plain HTTP. */
  originPort: number;
  /** The word that it asks for before it forgets. */
  key?: string;
}

/** Why there is no real Varnish on this machine, after trying to install Debian's; null where there is one. */
export function whyNoVarnish(): Promise<string | null> {
  return whyNotInstalled("varnishd", "varnish", "-V");
}

export function whyNoNginx(): Promise<string | null> {
  return whyNotInstalled("nginx", "nginx-light", "-v");
}

/** The same for nginx with the module that knows PURGE. */
export async function whyNoPurgeModule(): Promise<string | null> {
  return (await whyNoNginx()) ?? whyNoFile(PURGE_MODULE, "libnginx-mod-http-cache-purge");
}

/** A real cache server in front of a server on this machine, set up by the very files that docs/cdn.md hands out. */
export class CacheServer {
  readonly url: string;
  /** What it wrote about requests. */
  readonly accessLog: string;
  readonly #folder: string;
  readonly #children: readonly ChildProcess[];

  private constructor(folder: string, port: number, children: readonly ChildProcess[]) {
    this.url = `http://127.0.0.1:${port}`;
    this.accessLog = path.join(folder, "access.log");
    this.#folder = folder;
    this.#children = children;
  }

  static async varnish({ originPort, key }: CacheOptions): Promise<CacheServer> {
    const folder = await makeFolder();
    const port = await findFreePort();
    let vcl = await readFile(path.join(CONFIGURATIONS, "slipway.vcl"), "utf8");
    vcl = replaceOnce(vcl, '.port = "3000"', `.port = "${originPort}"`);
    if (key !== undefined) vcl = demandKey(vcl, key);
    const file = path.join(folder, "slipway.vcl");
    await writeFile(file, vcl);
    const working = path.join(folder, "varnish");
    const varnish = run("varnishd", [
      ...["-F", "-n", working, "-a", `127.0.0.1:${port}`, "-f", file, "-s", "malloc,64m", "-T", "none"],
      ...["-l", "4m", "-p", "thread_pool_min=5", "-p", "thread_pools=1"],
    ]);
    await untilListening(port, varnish);
    const log = run("varnishncsa", [
      ...["-n", working, "-w", path.join(folder, "access.log"), "-F"],
      '%h - %u %t "%r" %s %b "%{Referer}i" "%{User-agent}i" %{Varnish:hitmiss}x',
    ]);
    return new CacheServer(folder, port, [varnish, log]);
  }

  static async nginx({ originPort, key }: CacheOptions, kind: "purge" | "refresh"): Promise<CacheServer> {
    const folder = await makeFolder();
    const port = await findFreePort();
    let site = await readFile(path.join(CONFIGURATIONS, `nginx-${kind}.conf`), "utf8");
    site = replaceOnce(site, "listen 8080", `listen 127.0.0.1:${port}`);
    site = replaceOnce(site, "http://127.0.0.1:3000", `http://127.0.0.1:${originPort}`);
    site = replaceOnce(site, "/var/cache/nginx/slipway", path.join(folder, "cache"));
    site = replaceOnce(site, "/var/log/nginx/slipway-cdn.log", path.join(folder, "access.log"));
    if (key !== undefined) site = kind === "purge" ? demandKey(site, key) : replaceOnce(site, "~^1:.+$", `1:${key}`);
    const file = path.join(folder, "nginx.conf");
    const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
      (name) => `${name}_temp_path ${path.join(folder, name)};`,
    );
    await writeFile(
      file,
      [
        ...(kind === "purge" ? [`load_module ${PURGE_MODULE};`] : []),
        ...[`pid ${path.join(folder, "pid")};`, "daemon off;", "worker_processes 1;", "error_log stderr error;"],
        ...["events {}", "http {", ...temporary, site, "}"],
      ].join("\n"),
    );
    const nginx = run("nginx", ["-c", file, "-p", folder]);
    await untilListening(port, nginx);
    return new CacheServer(folder, port, [nginx]);
  }

  async stop(): Promise<void> {
    for (const child of this.#children.toReversed()) await end(child);
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** Servers that drop root's rights must still reach what lies here. */
async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "slipway-cache-"));
  await chmod(folder, 0o777);
  await mkdir(path.join(folder, "cache"), { mode: 0o777 });
  await chmod(path.join(folder, "cache"), 0o777);
  return folder;
}

function run(program: string, args: readonly string[]): ChildProcess {
  return spawn(program, args, { stdio: ["ignore", "ignore", "pipe"] });
}

/** Does what the configuration's own comment says: takes the hash off the lines behind it, and writes the key there. */
function demandKey(configuration: string, key: string): string {
  const lines = /(take the hash off the next lines and write it there\.\n)((?: +# .*\n)+)/;
  const demanding = configuration.replace(lines, (_all, comment: string, hashed: string) => {
    return comment + hashed.replaceAll(/^( +)# /gm, "$1");
  });
  return replaceOnce(demanding, "change-me", key);
}

/** A placeholder that is not there any more would leave the test without what it tests. */
function replaceOnce(text: string, from: string, to: string): string {
  if (!text.includes(from)) throw new Error(`The configuration has no ${from}.`);
  return text.replace(from, () => to);
}

async function untilListening(port: number, child: ChildProcess): Promise<void> {
  let said = "";
  child.stderr?.on("data", (chunk: Buffer) => (said += chunk.toString()));
  for (const deadline = Date.now() + START_SECONDS_MAX * 1000; ; await sleep(50)) {
    if (child.exitCode !== null) throw new Error(`It ended with ${child.exitCode}: ${said}`);
    if (await listens(port)) return;
    if (Date.now() > deadline) throw new Error(`It did not start within ${START_SECONDS_MAX} s: ${said}`);
  }
}

async function listens(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/`).then(
    async (response) => {
      await response.body?.cancel();
      return true;
    },
    () => false,
  );
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  const killer = setTimeout(() => child.kill("SIGKILL"), 5_000);
  await ended;
  clearTimeout(killer);
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
