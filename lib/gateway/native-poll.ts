import type { IncomingMessage } from "node:http";
import { pollSeconds } from "#lib/check-in/rules/poll.ts";
import type { DeviceState } from "#lib/check-in/store.ts";
import { toStateView } from "#lib/check-in/tell-state.ts";
import { noteSeen } from "#lib/devices/last-seen.ts";
import { admitNative, type Admitted } from "#lib/gateway/admit-native.ts";
import { addressOf } from "#lib/gateway/caller.ts";
import type { TaggedBody } from "#lib/gateway/quiet-bodies.ts";
import { noteSighting } from "#lib/gateway/sightings.ts";
import type { Surroundings } from "#lib/gateway/surroundings.ts";
import { notFound } from "#lib/kernel/errors.ts";
import { entityTagOf } from "#lib/wire/entity-tag.ts";

/**
 * Answers a native poll: from memory where that knows the device, is in step, and nothing is open; else from the
 * database, so that what is offered is never older than the question. Without a promise where none is needed.
 */
export function answerNativePoll(
  around: Surroundings,
  request: IncomingMessage,
  uuid: string,
): TaggedBody | Promise<TaggedBody> {
  around.limits.refuseWhenOverrun();
  const admitted = admitNative(around, request, uuid);
  return admitted instanceof Promise
    ? admitted.then((device) => answer(around, request, device))
    : answer(around, request, admitted);
}

function answer(
  around: Surroundings,
  request: IncomingMessage,
  { deviceId, found }: Admitted,
): TaggedBody | Promise<TaggedBody> {
  const { memory, runtime } = around;
  const address = addressOf(request, runtime.config);
  if (found.kind === "database") {
    noteSeen(around.ctx, deviceId, address);
    return tell(around, deviceId, found.state);
  }
  noteSighting(around, { slot: found.slot, deviceId: () => deviceId, address });
  return memory.table.isQuiet(found.slot) ? tellQuiet(around, deviceId, found.slot) : ask(around, deviceId);
}

function tellQuiet({ memory, bodies, load, runtime }: Surroundings, deviceId: string, slot: number): TaggedBody {
  const usualSeconds = (memory.table.pollSeconds(slot) ?? runtime.config.pollSeconds) * load.pressure.stretch;
  return bodies.get(memory.table.appsJson(slot), pollSeconds({ deviceId, usualSeconds, isAwaited: false }));
}

async function ask(around: Surroundings, deviceId: string): Promise<TaggedBody> {
  const { state } = await around.questions.askState({ deviceId, wantsFacts: false });
  if (state === null) throw notFound("device");
  return tell(around, deviceId, state);
}

function tell({ load, runtime }: Surroundings, deviceId: string, state: DeviceState): TaggedBody {
  const usualSeconds = (state.pollSeconds ?? runtime.config.pollSeconds) * load.pressure.stretch;
  const body = JSON.stringify(toStateView(deviceId, state, usualSeconds));
  return { body, etag: entityTagOf(body) };
}
