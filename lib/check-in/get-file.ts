import { z } from "zod";
import type { DownloadableFile } from "#lib/artifacts/download.ts";
import { requireDevice } from "#lib/check-in/require-device.ts";
import { findDeviceFile } from "#lib/check-in/store-files.ts";
import type { Context } from "#lib/kernel/context.ts";
import { notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";

const getFileInput = z.strictObject({
  deviceId: z.uuid().toLowerCase(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, "Write a SHA-256 as 64 hexadecimal digits in lower case."),
  name: z.string().min(1).max(255),
});

/** Finds a file that a device was offered or runs. Everything else is as good as not there. */
export async function getDeviceFile(ctx: Context, rawInput: unknown): Promise<DownloadableFile> {
  const wanted = parseInput(getFileInput, rawInput);
  requireDevice(ctx.actor, wanted.deviceId);
  const file = await findDeviceFile(ctx.db, wanted);
  if (file === null) throw notFound("file of this device");
  const { sha256, name, size, uploadedAt } = file;
  return { sha256, name, size, etag: `"${sha256}"`, lastModified: uploadedAt, mediaType: "application/octet-stream" };
}
