import { randomUUID } from "node:crypto";
import { requirePermission } from "#lib/access/require-permission.ts";
import { toActorView } from "#lib/access/rules/actor.ts";
import { findVersionFile } from "#lib/artifacts/store-files.ts";
import type { FileView } from "#lib/artifacts/view.ts";
import { requireArtifact } from "#lib/builds/find.ts";
import { createArtifactInput, type CreateArtifactInput } from "#lib/builds/input.ts";
import { sealEnvironment } from "#lib/builds/seal.ts";
import { findVersionId, insertArtifact } from "#lib/builds/store.ts";
import type { ArtifactView } from "#lib/builds/view.ts";
import type { Transaction } from "#lib/database/client.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { invalidInput, parseInput } from "#lib/kernel/input.ts";
import { requireProduct } from "#lib/products/find.ts";
import { findVersionRow } from "#lib/products/store-versions.ts";
import type { ProductView } from "#lib/products/view.ts";

/** Records a build. What it names must be there and belong together; the environment is sealed before it is written. */
export async function createArtifact(ctx: Context, rawInput: unknown): Promise<ArtifactView> {
  requirePermission(ctx.actor, "versions:write");
  const input = parseInput(createArtifactInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    const file = await findNamedFile(tx, input);
    const { product, versionId } = await findPlace(tx, input, file);
    const { gitCommit, gitRef, sourceUrl, buildNumber, buildUrl, author, imageTags } = input;
    const { dependencies, configFiles, metadata } = input;
    const now = ctx.clock.now();
    const id = randomUUID();
    await insertArtifact(tx, {
      ...{ id, productId: product.id, versionId, fileId: file?.id ?? null },
      ...{ gitCommit, gitRef, sourceUrl, buildNumber, buildUrl, author, imageTags },
      ...{ dependencies, configFiles, metadata },
      builtAt: input.builtAt ?? now,
      digest: file ? `sha256:${file.sha256}` : input.digest,
      size: file ? file.fileSize : input.size,
      environmentSealed: input.environment ? sealEnvironment(ctx, id, input.environment) : null,
      environmentNames: Object.keys(input.environment ?? {}).sort(),
      createdAt: now,
      createdBy: toActorView(ctx.actor),
    });
    const artifact = await requireArtifact(tx, id);
    recordEvent(ctx, tx, {
      type: "build_recorded",
      subject: { kind: "artifact", id },
      productId: product.id,
      data: {
        product: product.slug,
        version: artifact.version,
        buildNumber: artifact.buildNumber,
        gitCommit: artifact.gitCommit,
        digest: artifact.digest,
      },
    });
    return artifact;
  });
}

/** The file that the input names. What the input says of its content must fit. */
async function findNamedFile(tx: Transaction, input: CreateArtifactInput): Promise<FileView | null> {
  if (input.fileId === undefined) return null;
  const file = await findVersionFile(tx, input.fileId);
  if (!file) throw invalidInput({ path: "fileId", message: "There is no such file of a version." });
  if (input.digest !== null && input.digest !== `sha256:${file.sha256}`) {
    throw invalidInput({ path: "digest", message: `The file has the digest sha256:${file.sha256}.` });
  }
  if (input.size !== null && input.size !== file.fileSize) {
    throw invalidInput({ path: "size", message: `The file has ${file.fileSize} bytes.` });
  }
  return file;
}

interface Place {
  product: ProductView;
  versionId: string | null;
}

/** Which product and version the build is of: what is named, and what follows from it. */
async function findPlace(tx: Transaction, input: CreateArtifactInput, file: FileView | null): Promise<Place> {
  if (input.version !== undefined) return findPlaceByText(tx, input, input.version, file);
  const versionId = input.versionId ?? file?.versionId;
  const version = versionId === undefined ? null : await findVersionRow(tx, versionId);
  if (versionId !== undefined && !version) {
    throw invalidInput({ path: "versionId", message: "There is no such version." });
  }
  const product = await requireProductOf(tx, input, version?.productId);
  if (version && version.productId !== product.id) {
    throw invalidInput({ path: "versionId", message: `This is no version of ${product.slug}.` });
  }
  return inOnePlace({ product, versionId: version?.id ?? null }, file);
}

async function findPlaceByText(
  tx: Transaction,
  input: CreateArtifactInput,
  version: string,
  file: FileView | null,
): Promise<Place> {
  const ofFile = file && (await findVersionRow(tx, file.versionId));
  const product = await requireProductOf(tx, input, ofFile?.productId);
  const versionId = await findVersionId(tx, product.id, version);
  if (versionId === null) {
    throw invalidInput({ path: "version", message: `${product.slug} has no version ${version}. Create it first.` });
  }
  return inOnePlace({ product, versionId }, file);
}

async function requireProductOf(
  tx: Transaction,
  input: CreateArtifactInput,
  implied: string | undefined,
): Promise<ProductView> {
  const productId = input.productId ?? input.extensionId ?? implied;
  if (productId !== undefined) return requireProduct(tx, productId);
  throw invalidInput({ path: "productId", message: "Name the product, or a version or file of it." });
}

function inOnePlace(place: Place, file: FileView | null): Place {
  if (!file || file.versionId === place.versionId) return place;
  throw invalidInput({ path: "fileId", message: "The file belongs to another version." });
}
