import { execFile, spawn, type ChildProcess } from "node:child_process";
import { access, mkdir, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import type { S3Settings } from "#lib/kernel/config.ts";

const run = promisify(execFile);
/** An S3-compatible server that keeps its objects in a folder. */
const MODULE = "github.com/versity/versitygw/cmd/versitygw@v1.8.0";
const TOOLS = path.resolve(import.meta.dirname, "../../.node/tools");
const BUILD_MILLIS_MAX = 480_000;
const CREDENTIALS = { accessKeyId: "slipway", secretAccessKey: "a-secret-for-tests" };

/** A real S3-compatible server on this machine, with an empty bucket. */
export class S3Server {
  readonly settings: S3Settings;
  readonly #program: string;
  readonly #dir: string;
  readonly #port: number;
  #process: ChildProcess | null = null;

  private constructor(program: string, dir: string, port: number) {
    this.#program = program;
    this.#dir = dir;
    this.#port = port;
    const endpoint = `http://127.0.0.1:${port}`;
    this.settings = { bucket: "releases", endpoint, region: "us-east-1", credentials: CREDENTIALS, prefix: "slipway/" };
  }

  static async start(program: string): Promise<S3Server> {
    const server = new S3Server(program, await mkdtemp(path.join(tmpdir(), "slipway-s3-")), await freePort());
    await mkdir(path.join(server.#dir, "buckets"));
    await server.resume();
    const { endpoint, region, bucket } = server.settings;
    const client = new S3Client({ endpoint: endpoint ?? "", region, credentials: CREDENTIALS, forcePathStyle: true });
    await client.send(new CreateBucketCommand({ Bucket: bucket }));
    client.destroy();
    return server;
  }

  /** Goes on after `pause`, with what it had. */
  async resume(): Promise<void> {
    const { accessKeyId, secretAccessKey } = CREDENTIALS;
    const port = `127.0.0.1:${this.#port}`;
    const args = ["--access", accessKeyId, "--secret", secretAccessKey, "--port", port, "--quiet", "posix"];
    // Extended attributes are not to be had in every folder of tests.
    const folders = ["--sidecar", path.join(this.#dir, "attributes"), path.join(this.#dir, "buckets")];
    await mkdir(path.join(this.#dir, "attributes"), { recursive: true });
    this.#process = spawn(this.#program, [...args, ...folders], { stdio: "ignore" });
    await answers(this.settings.endpoint ?? "");
  }

  /** Is away, as a service is that nobody can reach. */
  async pause(): Promise<void> {
    const ended = new Promise((resolve) => this.#process?.once("exit", resolve));
    this.#process?.kill("SIGKILL");
    await ended;
  }

  async stop(): Promise<void> {
    await this.pause();
    await rm(this.#dir, { recursive: true, force: true });
  }
}

/** Finds the server's program, or builds it where Go is; else says why there is none. */
export async function findS3Server(): Promise<{ program: string } | { missing: string }> {
  const built = path.join(TOOLS, "versitygw");
  for (const program of [process.env.VERSITYGW ?? "versitygw", built]) {
    if (await worksAs(program)) return { program };
  }
  try {
    await mkdir(TOOLS, { recursive: true });
    // On one core: other tests run beside it, and they have deadlines.
    const env = { ...process.env, GOBIN: TOOLS, GOMAXPROCS: "1" };
    await run("go", ["install", "-p", "1", MODULE], { env, timeout: BUILD_MILLIS_MAX });
    await access(built);
    return { program: built };
  } catch {
    return { missing: "versitygw is not installed, and Go is not here or could not build it" };
  }
}

async function worksAs(program: string): Promise<boolean> {
  return run(program, ["--version"]).then(
    () => true,
    () => false,
  );
}

async function answers(url: string): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    if (await fetch(url).catch(() => null)) return;
    await sleep(50);
  }
  throw new Error("The S3 server did not start.");
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address ? address.port : 0;
}
