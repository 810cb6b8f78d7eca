import { once } from "node:events";
import { access, chmod, open, rename, rm, writeFile, type FileHandle } from "node:fs/promises";
import path from "node:path";
import { verifyInto, type VerifiedArchive } from "#lib/backup/read-archive.ts";
import { BackupError } from "#lib/backup/read-tar.ts";

/**
 * Writes an archive to a file that only its owner may read, and verifies it on the way. It gets its name when it is whole
 * and on the disk: a file of that name is a backup. What a killed try left behind is written over.
 */
export async function keepArchive(chunks: AsyncIterable<Uint8Array>, file: string): Promise<VerifiedArchive> {
  await requireFree(file);
  const part = `${file}.part`;
  await rm(part, { force: true });
  const handle = await open(part, "wx", 0o600);
  try {
    const verified = await verifyInto(chunks, async (chunk) => writeWhole(handle, chunk));
    await handle.sync();
    await handle.close();
    await rename(part, file);
    await syncFolder(path.dirname(file));
    return verified;
  } catch (error) {
    await handle.close().catch(() => undefined);
    await rm(part, { force: true });
    throw error;
  }
}

/** One write may take less than it was given. */
async function writeWhole(handle: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let at = 0; at < chunk.byteLength;) at += (await handle.write(chunk, at)).bytesWritten;
}

/** Sends an archive to standard output. Only its end says that it is whole, so the digest is told when it has come. */
export async function sendArchive(chunks: AsyncIterable<Uint8Array>): Promise<VerifiedArchive> {
  return verifyInto(chunks, async (chunk) => {
    if (!process.stdout.write(chunk)) await once(process.stdout, "drain");
  });
}

/** The keys lie in a file of their own, so that they can be kept elsewhere than what they open. */
export async function keepKeys(keys: BackupKeys, file: string): Promise<void> {
  await requireFree(file);
  await writeFile(`${file}.part`, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600, flush: true });
  await chmod(`${file}.part`, 0o600);
  await rename(`${file}.part`, file);
}

/** As secrets.json in a data folder. */
export interface BackupKeys {
  nextAuthSecret: string;
  encryptionKey: string;
}

async function requireFree(file: string): Promise<void> {
  const isTaken = await access(file).then(
    () => true,
    () => false,
  );
  if (isTaken) throw new BackupError(`${file} is there already. Choose another name, or remove it first.`);
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
