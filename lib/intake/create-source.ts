import { requirePermission } from "#lib/access/require-permission.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import { createSourceInput } from "#lib/intake/input-sources.ts";
import { insertSource, isSourceNameTaken } from "#lib/intake/store-sources.ts";
import { toSourceView, type NewSourceView } from "#lib/intake/view-sources.ts";
import type { Context } from "#lib/kernel/context.ts";
import { newSecret, sha256 } from "#lib/kernel/crypto.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";

const TOKEN_PREFIX = "slw";
const SHOWN_LENGTH = 10;

/** Makes an address for a sender that cannot sign. Its token is in the answer and nowhere else. */
export async function createSource(ctx: Context, rawInput: unknown): Promise<NewSourceView> {
  requirePermission(ctx.actor, "webhooks:write");
  const { name, format, registryHost = null, repositoryPrefix = null } = parseInput(createSourceInput, rawInput);
  const token = newSecret(TOKEN_PREFIX);

  return inTransaction(ctx, async (tx) => {
    if (await isSourceNameTaken(tx, name, null)) throw nameTaken(name);
    const draft = { name, format, registryHost, repositoryPrefix };
    const secret = { tokenHash: sha256(token), prefix: token.slice(0, SHOWN_LENGTH) };
    const source = await insertSource(tx, { ...draft, ...secret }, ctx.clock.now());
    recordEvent(ctx, tx, {
      type: "webhook_source_created",
      subject: { kind: "source", id: source.id },
      data: draft,
    });
    const path = `/api/v1/webhooks/in/${token}`;
    return { ...toSourceView(source), token, path, url: ctx.config.publicUrl && `${ctx.config.publicUrl}${path}` };
  });
}

export function nameTaken(name: string): DomainError {
  return new DomainError("CONFLICT", `There already is a source called ${name}.`, {
    errors: [{ path: "name", message: "Choose another name." }],
  });
}
