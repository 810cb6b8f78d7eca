import { z } from "zod";
import { requirePermission } from "#lib/access/require-permission.ts";
import { requireFleet } from "#lib/devices/get-fleet.ts";
import { listEnrollmentTokensInput } from "#lib/devices/input.ts";
import { selectEnrollmentTokens } from "#lib/devices/store-enrollment.ts";
import type { EnrollmentTokenView } from "#lib/devices/view.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { decodeCursor, toPage, type Page } from "#lib/kernel/page.ts";

const enrollmentTokenCursor = z.tuple([z.iso.datetime(), z.uuid()]);

/** Pages through a fleet's enrollment tokens, the newest first. The tokens themselves are not kept. */
export async function listEnrollmentTokens(ctx: Context, rawInput: unknown): Promise<Page<EnrollmentTokenView>> {
  requirePermission(ctx.actor, "devices:write");
  const { fleetId, limit, cursor } = parseInput(listEnrollmentTokensInput, rawInput);
  const after = decodeCursor(cursor, enrollmentTokenCursor);

  const fleet = await requireFleet(ctx, ctx.db, fleetId);
  return toPage(
    await selectEnrollmentTokens(ctx.db, { fleetId: fleet.id, after, limit }),
    limit,
    (token) => token,
    (token) => [token.createdAt, token.id],
  );
}
