import type { StagedContent } from "#lib/artifacts/blobs/blob-store.ts";
import { openBlobStore } from "#lib/artifacts/blobs/open-store.ts";
import { deleteDamage } from "#lib/artifacts/store-damage.ts";
import { lockContent, selectUsedContents } from "#lib/artifacts/store-files.ts";
import type { Transaction } from "#lib/database/client.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import type { Context } from "#lib/kernel/context.ts";
import { invalidInput } from "#lib/kernel/input.ts";

/** Hashes that the sender knows; what it does not say is not compared. */
export interface ExpectedHashes {
  sha256?: string | undefined;
  sha1?: string | undefined;
  md5?: string | undefined;
}

/** Throws INVALID_INPUT where the content is not the one that was announced. */
export function requireHashes(content: StagedContent, expected: ExpectedHashes): void {
  for (const name of ["sha256", "sha1", "md5"] as const) {
    const wanted = expected[name];
    if (wanted === undefined || wanted === content[name]) continue;
    throw invalidInput({ path: name, message: `What arrived has the ${name} ${content[name]}, not ${wanted}.` });
  }
}

/**
 * Makes a content part of the store, inside the transaction that writes who has it: its lock keeps others from removing
 * the content in between. Should the transaction come to nothing, the content is left over and swept later.
 */
export async function keepContent(tx: Transaction, content: StagedContent): Promise<void> {
  await lockContent(tx, content.sha256);
  await content.keep();
  // Where it was damaged it is whole again.
  await deleteDamage(tx, content.sha256);
}

/**
 * Removes contents that no file has any more, and answers how many. Called after the transaction that deleted the files.
 */
export async function removeUnused(ctx: Context, sha256s: Iterable<string>): Promise<number> {
  const store = openBlobStore(ctx.config);
  let removed = 0;
  for (const sha256 of new Set(sha256s)) {
    removed += await inTransaction(ctx, async (tx) => {
      await lockContent(tx, sha256);
      const used = await selectUsedContents(tx, [sha256]);
      if (used.has(sha256)) return 0;
      await store.remove(sha256);
      return 1;
    });
  }
  return removed;
}
