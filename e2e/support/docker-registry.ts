import { execFile, spawn, type ChildProcess } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { whyNotInstalled } from "./debian-package.ts";
import { findFreePort } from "./server.ts";

const run = promisify(execFile);
const PROGRAM = "docker-registry";
const START_SECONDS_MAX = 20;

const LAYER = "application/vnd.oci.image.layer.v1.tar";
const CONFIG = "application/vnd.oci.image.config.v1+json";
const MANIFEST = "application/vnd.oci.image.manifest.v1+json";

/** Says why there is no real registry on this machine, after trying to install Debian's; null when there is one. */
export function whyNoDockerRegistry(): Promise<string | null> {
  return whyNotInstalled(PROGRAM, PROGRAM);
}

interface Image {
  repository: string;
  tag: string;
  files: Record<string, string>;
  programs?: readonly string[];
  /** What a container of it does, as OCI images have it. */
  config?: Record<string, unknown>;
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

  /** Pushes an image that nobody runs. Answers its digest. */
  async push(repository: string, tag: string): Promise<string> {
    return this.pushImage({ repository, tag, files: { "version.txt": `${repository} ${tag}\n` } });
  }

  /**
   * Pushes an image of one layer as any client does: blobs first, then the manifest by tag. Answers its digest. Files
   * are given by their content; `programs` are copied from this machine to the same place.
   */
  async pushImage({ repository, tag, files, programs = [], config: more = {} }: Image): Promise<string> {
    const layer = await this.#pushBlob(repository, LAYER, await this.#makeLayer(files, programs));
    const config = await this.#pushBlob(
      repository,
      CONFIG,
      Buffer.from(
        JSON.stringify({
          architecture: process.arch === "x64" ? "amd64" : process.arch,
          os: "linux",
          config: { Labels: { "org.opencontainers.image.version": tag }, ...more },
          // Not compressed, a layer is known by one digest.
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

  /** Ends it as a power cut does. It can run again, with what was pushed to it. */
  async stop(): Promise<void> {
    if (this.#child?.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await ended;
  }

  async remove(): Promise<void> {
    await this.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #answers(): Promise<boolean> {
    try {
      return (await fetch(`http://${this.host}/v2/`)).ok;
    } catch {
      return false; // It does not listen yet.
    }
  }

  async #makeLayer(files: Record<string, string>, programs: readonly string[]): Promise<Buffer> {
    const folder = await mkdtemp(path.join(this.#folder, "layer-"));
    for (const [name, content] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
      await writeFile(path.join(folder, name), content);
    }
    for (const program of programs) {
      await mkdir(path.dirname(path.join(folder, program)), { recursive: true });
      await copyFile(program, path.join(folder, program));
    }
    const file = `${folder}.tar`;
    await run("tar", ["-cf", file, "-C", folder, "."]);
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
