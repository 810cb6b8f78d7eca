import type { IncomingMessage } from "node:http";
import type { DeviceState } from "#lib/check-in/store.ts";
import { toStateView } from "#lib/check-in/tell-state.ts";
import { admitNative } from "#lib/gateway/admit-native.ts";
import { addressOf } from "#lib/gateway/caller.ts";
import { makeTagged, type TaggedBody } from "#lib/gateway/quiet-bodies.ts";
import { noteDevice } from "#lib/gateway/sightings.ts";
import type { Surroundings } from "#lib/gateway/surroundings.ts";
import { notFound } from "#lib/kernel/errors.ts";

/** Answers a native poll that memory could not answer: with what the database says now. */
export async function answerNativePoll(
  around: Surroundings,
  request: IncomingMessage,
  uuid: string,
): Promise<TaggedBody> {
  around.limits.refuseWhenOverrun();
  const { deviceId, state } = await admitNative(around, request, uuid, { wantsState: true });
  noteDevice(around, deviceId, addressOf(request, around.runtime.config));
  return tell(around, deviceId, state ?? (await ask(around, deviceId)));
}

async function ask({ questions }: Surroundings, deviceId: string): Promise<DeviceState> {
  const { state } = await questions.askState({ deviceId, wantsState: true, wantsFacts: false });
  if (state === null) throw notFound("device");
  return state;
}

function tell({ load, runtime }: Surroundings, deviceId: string, state: DeviceState): TaggedBody {
  const usualSeconds = (state.pollSeconds ?? runtime.config.pollSeconds) * load.pressure.stretch;
  return makeTagged(JSON.stringify(toStateView(deviceId, state, usualSeconds)));
}
