import { contentDisposition } from "#lib/artifacts/download.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { readChunks, type Chunk } from "#lib/hawkbit/ddi/store-chunks.ts";
import type { DdiRequest } from "#lib/hawkbit/ddi/request.ts";
import { findDdiAction, type DdiAction, type DdiDevice } from "#lib/hawkbit/ddi/store.ts";
import type { HawkbitAnswer } from "#lib/hawkbit/exchange.ts";
import { refuse } from "#lib/hawkbit/refusal.ts";
import { artifactDocument } from "#lib/hawkbit/rules/document.ts";
import { addServerEntry } from "#lib/hawkbit/store-actions.ts";
import type { Context } from "#lib/kernel/context.ts";

const MD5SUM = ".MD5SUM";

/** Lists the files of a module that a device installs or has installed. */
export async function answerArtifacts(
  ctx: Context,
  request: DdiRequest,
  device: DdiDevice,
  moduleId: number,
): Promise<HawkbitAnswer> {
  const installed = await installedAction(ctx, device);
  const found = await findModule(ctx, [...device.actions, ...(installed === null ? [] : [installed])], moduleId);
  if (found === null) return noSuchFile();
  return { status: 200, json: found.chunk.files.map((file) => artifactDocument(request, moduleId, file)) };
}

/** Serves a file, or its MD5 as the tool of that name writes it, while the device is to install it. */
export async function answerArtifact(
  ctx: Context,
  request: DdiRequest,
  device: DdiDevice,
  { moduleId, fileName }: { moduleId: number; fileName: string },
): Promise<HawkbitAnswer> {
  const active = device.actions.filter((action) => !action.isCancelRequested && action.waitingFor !== "consent");
  const found = await findModule(ctx, active, moduleId);
  const file = found?.chunk.files.find(({ name }) => name === fileName);
  if (found !== null && file !== undefined) {
    if (request.method === "GET" && request.header("range") === null) await noteDownload(ctx, found.action);
    const { name, size, sha1, sha256, uploadedAt } = file;
    const mediaType = "application/octet-stream";
    return { status: 200, file: { name, size, sha256, etag: `"${sha1}"`, lastModified: uploadedAt, mediaType } };
  }
  const summed = fileName.endsWith(MD5SUM) ? fileName.slice(0, -MD5SUM.length) : null;
  const sum = found?.chunk.files.find(({ name }) => name === summed);
  if (sum === undefined) return noSuchFile();
  const headers = {
    "content-type": "text/plain;charset=utf-8",
    "content-disposition": contentDisposition(fileName),
  };
  return { status: 200, headers, text: `${sum.md5}  ${sum.name}` };
}

async function findModule(
  ctx: Context,
  actions: readonly DdiAction[],
  moduleId: number,
): Promise<{ chunk: Chunk; action: DdiAction } | null> {
  for (const action of actions) {
    const chunk = (await readChunks(ctx.db, action)).find((item) => item.moduleId === moduleId);
    if (chunk !== undefined) return { chunk, action };
  }
  return null;
}

async function installedAction(ctx: Context, device: DdiDevice): Promise<DdiAction | null> {
  const { id: deviceId, installedActionId: actionId } = device;
  return actionId === null ? null : findDdiAction(ctx.db, { deviceId, actionId, now: ctx.clock.now() });
}

/** Only the first of a row: a client that begins anew again and again must not fill the log. */
async function noteDownload(ctx: Context, action: DdiAction): Promise<void> {
  if (action.newestEntry === "download") return;
  await inTransaction(ctx, (tx) =>
    addServerEntry(tx, action.id, { type: "download", text: "the device downloads" }, ctx.clock.now()),
  );
}

function noSuchFile(): HawkbitAnswer {
  return refuse(404, "There is no such file for this device now.");
}
