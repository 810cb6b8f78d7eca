import { z } from "zod";
import { requirePermission } from "#lib/access/require-permission.ts";
import { toActorView } from "#lib/access/rules/actor.ts";
import { openBlobStore } from "#lib/artifacts/blobs/open-store.ts";
import { fileNameInput, hashInputs } from "#lib/artifacts/input.ts";
import { keepContent, removeUnused, requireHashes } from "#lib/artifacts/keep-content.ts";
import { receiveFile, type Upload } from "#lib/artifacts/receive-file.ts";
import { deleteFileRow, insertFile } from "#lib/artifacts/store-files.ts";
import type { Transaction } from "#lib/database/client.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { HawkbitAnswer } from "#lib/hawkbit/exchange.ts";
import { authorship } from "#lib/hawkbit/management/authorship.ts";
import { Refusal, type ManagementCall } from "#lib/hawkbit/management/call.ts";
import { artifactDocument } from "#lib/hawkbit/management/documents.ts";
import { noSuchModule, requireModule } from "#lib/hawkbit/management/modules.ts";
import {
  findArtifact,
  lockModules,
  selectArtifacts,
  toArtifactRow,
  touchModule,
  type ArtifactRow,
  type ModuleRow,
} from "#lib/hawkbit/management/store-modules.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** hawkBit's own bound. */
const ARTIFACTS_MAX = 50;

interface ArtifactPlace {
  moduleId: number;
  artifactId: number;
}

const uploadInput = z.object({
  filename: fileNameInput,
  sha256sum: hashInputs.sha256,
  sha1sum: hashInputs.sha1,
  md5sum: hashInputs.md5,
});

/** Streams a file into a module. What is said of it may stand in the form or in the address. */
export async function uploadArtifact(call: ManagementCall, moduleId: number): Promise<HawkbitAnswer> {
  const { ctx, request, tenant } = call;
  requirePermission(ctx.actor, "versions:write");
  // Said before a gigabyte has come, and again when it has.
  requireOpen(await requireModule(call, moduleId));
  const form = { contentType: request.header("content-type"), openBody: () => request.body };

  const artifact = await quotaAware(() =>
    receiveFile(ctx, form, async (upload) => {
      const input = readUpload(request.query, upload);
      requireHashes(upload.content, { sha256: input.sha256sum, sha1: input.sha1sum, md5: input.md5sum });
      return inTransaction(ctx, async (tx) => {
        await keepContent(tx, upload.content);
        await openModule(tx, tenant, moduleId, input.filename);
        const file = await insertFile(
          tx,
          {
            owner: { moduleId },
            fileName: input.filename,
            filePath: openBlobStore(ctx.config).pathOf(upload.content.sha256),
            mimeType: upload.mimeType,
            content: upload.content,
            uploadedBy: toActorView(ctx.actor),
          },
          ctx.clock.now(),
        );
        await touchModule(tx, moduleId, authorship(ctx));
        const { sha256, size } = upload.content;
        recordEvent(ctx, tx, {
          type: "file_uploaded",
          subject: { kind: "module", id: String(moduleId) },
          data: { name: input.filename, tenant, sha256, size },
        });
        return toArtifactRow(file);
      });
    }),
  );
  return { status: 201, json: artifactDocument(call.root, artifact) };
}

export async function listArtifacts(call: ManagementCall, moduleId: number): Promise<HawkbitAnswer> {
  requirePermission(call.ctx.actor, "versions:read");
  await requireModule(call, moduleId);
  const rows = await selectArtifacts(call.ctx.db, moduleId);
  return { status: 200, json: rows.map((row) => artifactDocument(call.root, row)) };
}

export async function getArtifact(call: ManagementCall, place: ArtifactPlace): Promise<HawkbitAnswer> {
  requirePermission(call.ctx.actor, "versions:read");
  return { status: 200, json: artifactDocument(call.root, await requireArtifact(call, place)) };
}

export async function downloadArtifact(call: ManagementCall, place: ArtifactPlace): Promise<HawkbitAnswer> {
  requirePermission(call.ctx.actor, "versions:read");
  const { sha256, sha1, size, fileName, uploadedAt } = await requireArtifact(call, place);
  const mediaType = "application/octet-stream";
  const file = { sha256, size, name: fileName, etag: `"${sha1}"`, lastModified: uploadedAt, mediaType };
  return { status: 200, file };
}

export async function deleteArtifact(call: ManagementCall, place: ArtifactPlace): Promise<HawkbitAnswer> {
  const { ctx, tenant } = call;
  requirePermission(ctx.actor, "versions:write");
  const content = await inTransaction(ctx, async (tx) => {
    const [module] = await lockModules(tx, tenant, [place.moduleId]);
    if (!module) throw noSuchModule(place.moduleId);
    const artifact = await findArtifact(tx, place);
    if (artifact === null) throw noSuchArtifact(place);
    if (module.isUsed) throw new Refusal(423, "A distribution set or a running action has this module.");
    await deleteFileRow(tx, artifact.id);
    await touchModule(tx, place.moduleId, authorship(ctx));
    recordEvent(ctx, tx, {
      type: "file_deleted",
      subject: { kind: "module", id: String(place.moduleId) },
      data: { name: artifact.fileName, tenant, sha256: artifact.sha256 },
    });
    return artifact.sha256;
  });
  await removeUnused(ctx, [content]);
  return { status: 204 };
}

/** What the form says goes before what the address says; the part's own file name comes last. */
function readUpload(query: URLSearchParams, { fields, fileName }: Upload) {
  const said = Object.fromEntries([...query, ...fields]);
  return parseInput(uploadInput, { ...said, filename: said.filename || fileName });
}

async function openModule(tx: Transaction, tenant: string, moduleId: number, fileName: string): Promise<void> {
  const [module] = await lockModules(tx, tenant, [moduleId]);
  if (!module) throw noSuchModule(moduleId);
  requireOpen(module);
  const artifacts = await selectArtifacts(tx, moduleId);
  if (artifacts.some((artifact) => artifact.fileName === fileName)) {
    throw new Refusal(409, `The module already has a file ${fileName}.`);
  }
  if (artifacts.length >= ARTIFACTS_MAX) throw new Refusal(429, `A module has ${ARTIFACTS_MAX} files at most.`);
}

function requireOpen(module: ModuleRow): void {
  if (module.deletedAt !== null) throw noSuchModule(module.id);
  if (module.isLocked) throw new Refusal(423, "The module is part of an assigned set, so its files stay as they are.");
}

async function requireArtifact(call: ManagementCall, place: ArtifactPlace): Promise<ArtifactRow> {
  await requireModule(call, place.moduleId);
  const artifact = await findArtifact(call.ctx.db, place);
  if (artifact === null) throw noSuchArtifact(place);
  return artifact;
}

function noSuchArtifact({ moduleId, artifactId }: ArtifactPlace): Refusal {
  return new Refusal(404, `The software module ${moduleId} has no artifact ${artifactId}.`);
}

/** To hawkBit a file that is too large is a quota. */
async function quotaAware<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DomainError && error.code === "TOO_LARGE") throw new Refusal(429, error.message);
    throw error;
  }
}
