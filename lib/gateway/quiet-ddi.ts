import { hash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { pollSeconds } from "#lib/check-in/rules/poll.ts";
import { addressOf, originOf, peerOf, readHeader } from "#lib/gateway/caller.ts";
import { writeDdiKey } from "#lib/gateway/ddi-key.ts";
import { hawkbitMediaType } from "#lib/gateway/hawkbit-request.ts";
import { makeTagged, type TaggedBody } from "#lib/gateway/quiet-bodies.ts";
import { noteSighting } from "#lib/gateway/sightings.ts";
import type { Surroundings } from "#lib/gateway/surroundings.ts";
import { uuidText } from "#lib/gateway/uuid-bytes.ts";
import { basePoll, basePollTag, type BasePollFacts } from "#lib/hawkbit/rules/base-poll.ts";
import { admissionsOf } from "#lib/hawkbit/rules/credential.ts";
import type { HawkbitSettings } from "#lib/hawkbit/rules/settings.ts";
import { safeEqual } from "#lib/kernel/crypto.ts";

/** Finds the answer to a hawkBit client's poll in memory. Null where memory cannot answer, or the credential is not right. */
export function findQuietDdiAnswer(
  around: Surroundings,
  request: IncomingMessage,
  { tenant, controllerId }: { tenant: string; controllerId: string },
): { tagged: TaggedBody; mediaType: string } | null {
  const { memory, limits, load, runtime } = around;
  const { table } = memory;
  const key = tenant.toUpperCase();
  const settings = around.settings.find(key);
  const slot = settings === null ? -1 : table.findByDdiKey(writeDdiKey(key, controllerId));
  if (settings === null || slot < 0 || !table.isQuiet(slot)) return null;
  if (!isAdmitted(around, request, { slot, controllerId, settings }) || !limits.admits(table, slot)) return null;
  const deviceId = uuidText(table.id(slot));
  const ownSeconds = table.pollSeconds(slot) ?? settings.pollingSeconds ?? runtime.config.pollSeconds;
  const usualSeconds = ownSeconds * load.pressure.stretch;
  noteSighting(around, { slot, deviceId, address: addressOf(request, runtime.config), usualSeconds });
  const facts: BasePollFacts = {
    origin: originOf(request, runtime.config),
    tenant,
    controllerId,
    sleepSeconds: pollSeconds({ deviceId, usualSeconds, isAwaited: false }),
    todo: null,
    installedActionId: table.installedActionId(slot),
    wantsAttributes: table.wantsAttributes(slot),
  };
  const tagged = makeTagged(JSON.stringify(basePoll(facts)), basePollTag(facts));
  return { tagged, mediaType: hawkbitMediaType(request.headers.accept) };
}

/** Says whether a request proves, by what memory knows, that it comes from the device of this slot. */
export function isAdmitted(
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
