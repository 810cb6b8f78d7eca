import { z } from "zod";
import { takeBackup, takeBackupInput } from "#lib/backup/take-backup.ts";
import { byteStream } from "#lib/http/byte-stream.ts";
import { defineOperation } from "#lib/http/operation.ts";
import { SLIPWAY_VERSION } from "#lib/http/system.ts";
import { attachment } from "#lib/http/text-stream.ts";
import { getRuntime } from "#lib/kernel/runtime.ts";

export const takeBackupOperation = defineOperation({
  id: "takeBackup",
  method: "POST",
  path: "/api/v1/backups",
  tag: "System",
  summary: "Take a backup of everything",
  description:
    "A tar archive of all rows at one moment, and of the files of versions. Its last entry, manifest.json, names the " +
    "hash of each part: an answer without it was broken off. `slipway restore` reads it. The keys are not in it.",
  auth: "user",
  body: takeBackupInput,
  response: z.string().meta({ format: "binary" }),
  produces: "application/x-tar",
  run: async (ctx, input) => {
    const { database } = getRuntime();
    const { name, chunks } = await takeBackup(ctx, input, { database, version: SLIPWAY_VERSION });
    return new Response(byteStream(chunks), { headers: attachment(name, "application/x-tar") });
  },
});

export const backupOperations = [takeBackupOperation];
