import type { Context } from "#lib/kernel/context.ts";
import { decryptSecret, encryptSecret } from "#lib/kernel/crypto.ts";
import { invalidInput } from "#lib/kernel/input.ts";
import { readConnection, type Connection } from "#lib/migration-guard/rules/connection.ts";
import { TargetError } from "#lib/migration-guard/target/faults.ts";

type Ctx = Pick<Context, "config">;

/** Seals a connection string; it opens only for the row that it was sealed for. */
export function sealConnection(ctx: Ctx, databaseId: string, text: string): string {
  return encryptSecret(ctx.config, text, boundTo(databaseId));
}

/** Opens a sealed connection. Throws TargetError where it was sealed with another key. */
export function openConnection(ctx: Ctx, { id, connection }: { id: string; connection: string }): Connection {
  try {
    return parseConnection(decryptSecret(ctx.config, connection, boundTo(id)));
  } catch (cause) {
    const message = "Its address cannot be opened with the present SLIPWAY_ENCRYPTION_KEY. Give it anew.";
    throw new TargetError(message, { cause });
  }
}

/** Reads a connection string as a caller sent it. Throws INVALID_INPUT, which repeats nothing of it. */
export function parseConnection(text: string): Connection {
  const read = readConnection(text);
  if ("fault" in read) throw invalidInput({ path: "connection", message: read.fault });
  return read;
}

function boundTo(databaseId: string): string {
  return `product-database:${databaseId}`;
}
