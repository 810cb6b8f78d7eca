import { filesDigest } from "#lib/artifacts/rules/files-digest.ts";
import {
  countUsers,
  lockVersionOfFiles,
  selectNamedContents,
  type VersionOfFiles,
} from "#lib/artifacts/store-files.ts";
import type { Queryable, Transaction } from "#lib/database/client.ts";
import { DomainError, notFound } from "#lib/kernel/errors.ts";
import { saveDigest } from "#lib/products/store-versions.ts";

/** Locks a version whose files may still change. Throws NOT_FOUND, and WRONG_STATE once it was rolled out or held. */
export async function openForFiles(tx: Transaction, versionId: string): Promise<VersionOfFiles> {
  const version = await lockVersionOfFiles(tx, versionId);
  if (version === null) throw notFound("version");
  if (version.isHeld) {
    // What is held is the content: with another file it would be free again.
    const sentence = `${version.product} ${version.version} is held, so its files stay as they are. Release it first.`;
    throw new DomainError("WRONG_STATE", sentence, { allowedStates: ["not held"] });
  }
  if (!version.wasRolledOut) return version;
  throw new DomainError(
    "WRONG_STATE",
    `${version.product} ${version.version} was rolled out, so its files stay as they are. Make a new version.`,
    { allowedStates: ["never rolled out"] },
  );
}

/** Throws CONFLICT where a version has a file of this name already. The caller holds the version's lock, or asks early. */
export async function requireFreeName(db: Queryable, version: VersionOfFiles, fileName: string): Promise<void> {
  const files = await selectNamedContents(db, version.id);
  if (!files.some((file) => file.fileName === fileName)) return;
  throw new DomainError("CONFLICT", `${version.product} ${version.version} already has a file ${fileName}.`);
}

/** Throws WRONG_STATE, naming who, where somebody has a version's files or may be about to fetch them. */
export async function requireUnused(tx: Transaction, versionId: string): Promise<void> {
  const version = await lockVersionOfFiles(tx, versionId);
  if (version === null) throw notFound("version");
  const { rollouts, distributions, clients } = await countUsers(tx, version);
  const users = [
    rollouts.length > 0 && `the rollouts ${rollouts.map((number) => `#${number}`).join(", ")}`,
    distributions.length > 0 && `what is handed out on ${distributions.join(", ")}`,
    clients > 0 && `${clients.toLocaleString("en")} clients that were told of it`,
  ].filter((user) => user !== false);
  if (users.length === 0) return;
  throw new DomainError(
    "WRONG_STATE",
    `${version.product} ${version.version} keeps its files: it is used by ${users.join(", and by ")}. Make a new version.`,
    { allowedStates: ["used by nobody"] },
  );
}

/** Brings a version's digest in step with its files. The digest of an image names the image, whatever lies beside it. */
export async function refreshDigest(tx: Transaction, version: VersionOfFiles): Promise<void> {
  if (version.kind === "image") return;
  await saveDigest(tx, version, filesDigest(await selectNamedContents(tx, version.id)));
}
