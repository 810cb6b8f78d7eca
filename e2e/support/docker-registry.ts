import { execFile, spawn, type ChildProcess } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { findFreePort } from "./server.ts";

const run = promisify(execFile);
const PROGRAM = "docker-registry";
const START_SECONDS_MAX = 20;

const LAYER = "application/vnd.oci.image.layer.v1.tar+gzip";
const CONFIG = "application/vnd.oci.image.config.v1+json";
const MANIFEST = "application/vnd.oci.image.manifest.v1+json";

/** Says why there is no real registry on this machine, after trying to install Debian's; null when there is one. */
export async function whyNoDockerRegistry(): Promise<string | null> {
  if (await isInstalled()) return null;
  if (process.getuid?.() !== 0) return `${PROGRAM} is not installed, and only root may install it`;
  try {
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    await run("apt-get", ["update", "-qq"], { env });
    await run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", PROGRAM], { env });
  } catch {
    return `${PROGRAM} is not installed and cannot be installed here`;
  }
  return (await isInstalled()) ? null : `${PROGRAM} was installed but cannot be found`;
}

async function isInstalled(): Promise<boolean> {
  return run(PROGRAM, ["--version"]).then(
    () => true,
    () => false,
  );
}

/** A real registry (OCI distribution), which posts its own push notifications to Slipway. */
export class DockerRegistry {
  readonly host: string;
  readonly #folder: string;
  #child: ChildProcess | null = null;

  private constructor(folder: string, port: number) {
    this.host = `127.0.0.1:${port}`;
    this.#folder = folder;
  }

  /** Chooses its address. It runs from `run` on, since it must be told where Slipway is, and Slipway where it is. */
  static async prepare(): Promise<DockerRegistry> {
    return new DockerRegistry(await mkdtemp(path.join(os.tmpdir(), "slipway-registry-")), await findFreePort());
  }

  async run(slipwayUrl: string, authorization: string): Promise<void> {
    const config = {
      version: "0.1",
      storage: { filesystem: { rootdirectory: path.join(this.#folder, "data") } },
      http: { addr: this.host },
      notifications: {
        endpoints: [
          {
            name: "slipway",
            url: `${slipwayUrl}/api/v1/webhooks/docker-registry`,
            headers: { Authorization: [authorization] },
            timeout: "2s",
            threshold: 3,
            backoff: "1s",
          },
        ],
      },
    };
    const file = path.join(this.#folder, "config.yml");
    // JSON is YAML.
    await writeFile(file, JSON.stringify(config));
    this.#child = spawn(PROGRAM, ["serve", file], { stdio: "ignore" });
    for (const deadline = Date.now() + START_SECONDS_MAX * 1000; !(await this.#answers()); await sleep(100)) {
      if (Date.now() > deadline) throw new Error(`${PROGRAM} did not start within ${START_SECONDS_MAX} s.`);
    }
  }

  /** Pushes an image of one layer as any client does: blobs first, then the manifest by tag. Answers its digest. */
  async push(repository: string, tag: string): Promise<string> {
    const layer = await this.#pushBlob(repository, LAYER, await this.#makeLayer(`${repository} ${tag}\n`));
    const config = await this.#pushBlob(
      repository,
      CONFIG,
      Buffer.from(
        JSON.stringify({
          architecture: "amd64",
          os: "linux",
          config: { Labels: { "org.opencontainers.image.version": tag } },
          rootfs: { type: "layers", diff_ids: [layer.digest] },
        }),
      ),
    );
    const body = JSON.stringify({ schemaVersion: 2, mediaType: MANIFEST, config, layers: [layer] });
    const answer = await fetch(`http://${this.host}/v2/${repository}/manifests/${tag}`, {
      method: "PUT",
      headers: { "content-type": MANIFEST },
      body,
    });
    if (!answer.ok) throw new Error(`The registry refused the manifest: ${answer.status} ${await answer.text()}`);
    return answer.headers.get("docker-content-digest") ?? "";
  }

  async remove(): Promise<void> {
    if (this.#child && this.#child.exitCode === null) {
      const ended = once(this.#child, "exit");
      this.#child.kill("SIGKILL");
      await ended;
    }
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #answers(): Promise<boolean> {
    try {
      return (await fetch(`http://${this.host}/v2/`)).ok;
    } catch {
      return false; // It does not listen yet.
    }
  }

  async #makeLayer(content: string): Promise<Buffer> {
    const folder = path.join(this.#folder, "layer");
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, "version.txt"), content);
    const file = path.join(this.#folder, "layer.tar.gz");
    await run("tar", ["-czf", file, "-C", folder, "version.txt"]);
    return readFile(file);
  }

  async #pushBlob(repository: string, mediaType: string, bytes: Buffer) {
    const digest = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
    const begun = await fetch(`http://${this.host}/v2/${repository}/blobs/uploads/`, { method: "POST" });
    const location = new URL(begun.headers.get("location") ?? "", `http://${this.host}`);
    location.searchParams.set("digest", digest);
    const done = await fetch(location, {
      method: "PUT",
      headers: { "content-type": "application/octet-stream" },
      body: Uint8Array.from(bytes),
    });
    if (done.status !== 201) throw new Error(`The registry refused a blob: ${done.status} ${await done.text()}`);
    return { mediaType, digest, size: bytes.length };
  }
}
