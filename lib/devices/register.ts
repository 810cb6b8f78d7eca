import type { Transaction } from "#lib/database/client.ts";
import { insertDevices } from "#lib/devices/store.ts";
import type { NewDeviceView } from "#lib/devices/view.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { newSecret, sha256 } from "#lib/kernel/crypto.ts";

export interface DeviceDraft {
  name: string;
  fleetId: string | null;
  tags: readonly string[];
  attributes: Record<string, unknown>;
  channel?: string | null | undefined;
}

const DEVICES_PER_EVENT = 500;

/** Writes new devices with their events and answers their tokens, which are kept nowhere else. */
export async function registerDevices(
  ctx: Context,
  tx: Transaction,
  drafts: readonly DeviceDraft[],
): Promise<NewDeviceView[]> {
  const tokens = drafts.map(() => newSecret("slpd"));
  const rows = drafts.map((draft, index) => ({ ...draft, tokenHash: sha256(tokens[index] ?? "") }));
  const ids = await insertDevices(tx, rows, ctx.clock.now());
  recordRegistration(ctx, tx, drafts, ids);
  return drafts.map(({ name }, index) => {
    const id = ids[index] ?? "";
    return { id, uuid: id, name, token: tokens[index] ?? "" };
  });
}

/** Many devices share an event, so that a large fleet does not flood the log. */
function recordRegistration(
  ctx: Context,
  tx: Transaction,
  drafts: readonly DeviceDraft[],
  ids: readonly string[],
): void {
  for (let start = 0; start < ids.length; start += DEVICES_PER_EVENT) {
    const deviceIds = ids.slice(start, start + DEVICES_PER_EVENT);
    const [first] = deviceIds;
    if (first === undefined) return;
    const fleetIds = new Set(drafts.slice(start, start + DEVICES_PER_EVENT).flatMap(({ fleetId }) => fleetId ?? []));
    recordEvent(ctx, tx, {
      type: "device_registered",
      subject: { kind: "device", id: first },
      data: { name: drafts[start]?.name ?? "", count: deviceIds.length, fleetIds: [...fleetIds], deviceIds },
    });
  }
}
