import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, readdir, readlink, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { openBlobStore } from "#lib/artifacts/blobs/open-store.ts";
import { createVersion } from "#lib/products/create-version.ts";
import { sha256 } from "#lib/kernel/crypto.ts";
import type { TestContext } from "#lib/testing/database.ts";
import { RolloutWorld } from "#lib/testing/rollout-world.ts";

const TOKEN = "slpd_download";
export const STRANGER_TOKEN = "slpd_stranger";
/** Too much for any buffer on the way. */
export const content = randomBytes(8 * 1_048_576);
export const hashes = Object.fromEntries(
  (["sha256", "sha1", "md5"] as const).map((name) => [name, createHash(name).update(content).digest("hex")]),
) as Record<"sha256" | "sha1" | "md5", string>;

/** One question for a file, as whoever serves it reads it: nothing is escaped. */
export interface FileCall {
  method: "GET" | "HEAD";
  uuid: string;
  sha256: string;
  name: string;
  token: string;
  headers: Record<string, string>;
}

/** A device that runs a version with one file, a stranger that does not, and the store that holds the file. */
export class FileWorld {
  readonly uploadDir: string;
  readonly deviceId: string;
  readonly strangerId: string;

  private constructor(uploadDir: string, [deviceId = "", strangerId = ""]: readonly string[]) {
    this.uploadDir = uploadDir;
    this.deviceId = deviceId;
    this.strangerId = strangerId;
  }

  static async with(ctx: TestContext): Promise<FileWorld> {
    const uploadDir = await mkdtemp(path.join(tmpdir(), "slipway-download-"));
    const staged = await openBlobStore({ uploadDir }).stage(oneChunk(content), content.length);
    await staged.keep();
    await staged.discard();
    const { deviceIds, productId } = await RolloutWorld.with(ctx, { devices: 2 });
    const world = new FileWorld(uploadDir, deviceIds);
    await ctx.db.device.update({ where: { id: world.deviceId }, data: { tokenHash: sha256(TOKEN) } });
    await ctx.db.device.update({ where: { id: world.strangerId }, data: { tokenHash: sha256(STRANGER_TOKEN) } });
    await ctx.db.deviceApp.deleteMany({ where: { deviceId: world.strangerId } });
    const version = await createVersion(ctx, { productId, version: "1.0.0" });
    await ctx.db.file.create({
      data: {
        versionId: version.id,
        fileName: "root fs.swu",
        filePath: hashes.sha256,
        fileSize: BigInt(content.length),
        mimeType: "application/octet-stream",
        ...hashes,
        uploadedAt: ctx.clock.now(),
        uploadedBy: {},
      },
    });
    return world;
  }

  /** What the device sends that may have the file, where it is not said otherwise. */
  call(differences: Partial<FileCall> = {}): FileCall {
    const usual = {
      method: "GET",
      uuid: this.deviceId,
      sha256: hashes.sha256,
      name: "root fs.swu",
      token: TOKEN,
    } as const;
    return { ...usual, headers: {}, ...differences };
  }

  /** How many of the store's files this process has open. */
  async countOpen(): Promise<number> {
    const handles = await readdir("/proc/self/fd");
    const targets = await Promise.all(handles.map((handle) => readlink(`/proc/self/fd/${handle}`).catch(() => "")));
    return targets.filter((open) => open.startsWith(this.uploadDir)).length;
  }

  close(): Promise<void> {
    return rm(this.uploadDir, { recursive: true });
  }
}

async function* oneChunk(bytes: Buffer) {
  yield await Promise.resolve(bytes);
}
