import { hash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { pollSeconds } from "#lib/check-in/rules/poll.ts";
import { addressOf, originOf, peerOf, readHeader } from "#lib/gateway/caller.ts";
import { ddiKey } from "#lib/gateway/ddi-key.ts";
import { toHawkbitRequest } from "#lib/gateway/hawkbit-request.ts";
import { noteSighting } from "#lib/gateway/sightings.ts";
import type { Surroundings } from "#lib/gateway/surroundings.ts";
import { uuidText } from "#lib/gateway/uuid-bytes.ts";
import { answerDdi } from "#lib/hawkbit/ddi/answer.ts";
import type { HawkbitAnswer } from "#lib/hawkbit/exchange.ts";
import { basePoll } from "#lib/hawkbit/rules/base-poll.ts";
import { admissionsOf } from "#lib/hawkbit/rules/credential.ts";
import type { HawkbitSettings } from "#lib/hawkbit/rules/settings.ts";
import { safeEqual } from "#lib/kernel/crypto.ts";
import { makeContext } from "#lib/kernel/runtime.ts";

export interface DdiAddress {
  /** As they stand in the address, decoded. */
  tenant: string;
  controllerId: string;
  /** What follows. */
  segments: readonly string[];
  query: URLSearchParams;
}

/** Answers a hawkBit client: a poll for which nothing is open from memory, everything else from the database. */
export async function answerDdiRequest(
  around: Surroundings,
  request: IncomingMessage,
  address: DdiAddress,
  requestId: string,
): Promise<HawkbitAnswer> {
  const { news, settings, limits, runtime, questions } = around;
  const tenant = address.tenant.toUpperCase();
  const isPoll = address.segments.length === 0 && (request.method === "GET" || request.method === "HEAD");
  const known = news.isInStep ? settings.find(tenant) : null;
  const quiet = isPoll && known !== null ? answerQuiet(around, request, address, known) : null;
  if (quiet) return quiet;

  const remoteAddress = addressOf(request, runtime.config);
  await limits.refuseGuessing(remoteAddress);
  if (isPoll) limits.refuseWhenOverrun();
  const answer = await answerDdi(makeContext(runtime, { kind: "anonymous" }, requestId), {
    ...toHawkbitRequest(request, address, runtime.config),
    tenant: address.tenant,
    controllerId: address.controllerId,
    settings: known ?? (await settings.read(tenant)),
  });
  if (answer.status === 401) await limits.countFailure(remoteAddress);
  else if (isPoll && answer.status === 200) questions.refresh({ tenant, controllerId: address.controllerId });
  return answer;
}

/** Null where memory cannot answer, also where the credential is not right: that the database says. */
function answerQuiet(
  around: Surroundings,
  request: IncomingMessage,
  { tenant, controllerId }: DdiAddress,
  settings: HawkbitSettings,
): HawkbitAnswer | null {
  const { memory, limits, load, runtime } = around;
  const { table } = memory;
  const slot = table.findByDdiKey(ddiKey(tenant.toUpperCase(), controllerId));
  if (slot < 0 || !table.isQuiet(slot) || !isAdmitted(around, request, { slot, controllerId, settings })) return null;
  limits.refuseWhenOverrun();
  limits.countDevice(table, slot);
  const deviceId = uuidText(table.id(slot));
  noteSighting(around, { slot, deviceId: () => deviceId, address: addressOf(request, runtime.config) });
  const usualSeconds = table.pollSeconds(slot) ?? settings.pollingSeconds ?? runtime.config.pollSeconds;
  return {
    status: 200,
    json: basePoll({
      origin: originOf(request, runtime.config),
      tenant,
      controllerId,
      sleepSeconds: pollSeconds({ deviceId, usualSeconds: usualSeconds * load.pressure.stretch, isAwaited: false }),
      todo: null,
      installedActionId: table.installedActionId(slot),
      wantsAttributes: table.wantsAttributes(slot),
    }),
  };
}

function isAdmitted(
  { memory, runtime }: Surroundings,
  request: IncomingMessage,
  { slot, controllerId, settings }: { slot: number; controllerId: string; settings: HawkbitSettings },
): boolean {
  const admissions = admissionsOf(
    settings,
    controllerId,
    {
      authorization: request.headers.authorization ?? null,
      isTrustedProxy: peerOf(request, runtime.config).isTrustedProxy,
      header: (name) => readHeader(request, name),
    },
    safeEqual,
  );
  return admissions.some(
    (admission) =>
      admission.kind !== "targetToken" || memory.table.hasTargetToken(slot, hash("sha256", admission.token, "buffer")),
  );
}
