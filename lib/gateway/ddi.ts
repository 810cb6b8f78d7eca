import type { IncomingMessage } from "node:http";
import { ddiKey } from "#lib/gateway/ddi-key.ts";
import type { DdiName } from "#lib/gateway/questions.ts";
import { addressOf } from "#lib/gateway/caller.ts";
import { toHawkbitRequest } from "#lib/gateway/hawkbit-request.ts";
import { isAdmitted } from "#lib/gateway/quiet-ddi.ts";
import type { Surroundings } from "#lib/gateway/surroundings.ts";
import { answerDdi } from "#lib/hawkbit/ddi/answer.ts";
import type { HawkbitAnswer } from "#lib/hawkbit/exchange.ts";
import type { HawkbitSettings } from "#lib/hawkbit/rules/settings.ts";
import { makeContext } from "#lib/kernel/runtime.ts";

export interface DdiAddress {
  /** As they stand in the address, decoded. */
  tenant: string;
  controllerId: string;
  /** What follows. */
  segments: readonly string[];
  query: URLSearchParams;
}

/** Answers a hawkBit client whatever memory could not answer. */
export async function answerDdiRequest(
  around: Surroundings,
  request: IncomingMessage,
  address: DdiAddress,
  requestId: string,
): Promise<HawkbitAnswer> {
  const { news, settings, limits, runtime } = around;
  const tenant = address.tenant.toUpperCase();
  const isPoll = address.segments.length === 0 && (request.method === "GET" || request.method === "HEAD");
  const known = news.isInStep ? settings.find(tenant) : null;

  const remoteAddress = addressOf(request, runtime.config);
  const slot = known
    ? findAdmitted(around, request, { tenant, controllerId: address.controllerId, settings: known })
    : -1;
  // Who proves at once who it is pays for itself, and not for those who guess behind the same address.
  if (slot >= 0) limits.countDevice(around.memory.table, slot);
  else await limits.refuseGuessing(remoteAddress);
  if (isPoll) limits.refuseWhenOverrun();
  const answer = await answerDdi(makeContext(runtime, { kind: "anonymous" }, requestId), {
    ...toHawkbitRequest(request, address, runtime.config),
    tenant: address.tenant,
    controllerId: address.controllerId,
    settings: known ?? (await settings.read(tenant)),
    takeFeedback: (item) => around.feedback.take(item),
  });
  if (answer.status === 401) await limits.countFailure(remoteAddress);
  else if (isPoll && answer.status === 200) remember(around, { tenant, controllerId: address.controllerId });
  return answer;
}

/** The slot of a device that proves by what memory knows who it is; -1 where the database must be asked. */
function findAdmitted(
  around: Surroundings,
  request: IncomingMessage,
  { tenant, controllerId, settings }: DdiName & { settings: HawkbitSettings },
): number {
  const { table } = around.memory;
  const slot = table.findByDdiKey(ddiKey(tenant, controllerId));
  if (slot < 0 || !table.isKnown(slot)) return -1;
  return isAdmitted(around, request, { slot, controllerId, settings }) ? slot : -1;
}

/** What the memory does not know of a device it should know by the next poll. */
function remember({ memory, news, questions }: Surroundings, name: DdiName): void {
  const slot = memory.table.findByDdiKey(ddiKey(name.tenant, name.controllerId));
  if (slot < 0 || !news.isInStep || !memory.table.isQuiet(slot)) questions.refresh(name);
}
