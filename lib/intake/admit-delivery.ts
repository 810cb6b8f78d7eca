import { randomUUID } from "node:crypto";
import type { Transaction } from "#lib/database/client.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import { admitPush, joinWaiting } from "#lib/intake/admit-push.ts";
import type { Authenticity } from "#lib/intake/authenticity.ts";
import { claimFresh, keysOf, type KeyClaim } from "#lib/intake/claim-keys.ts";
import { keptBytesMax, type WebhookRoute } from "#lib/intake/rules/delivery.ts";
import type { Push } from "#lib/intake/rules/push.ts";
import type { Reading, ReadPush } from "#lib/intake/rules/read-delivery.ts";
import type { RunReport } from "#lib/intake/rules/run.ts";
import { sumUp, type DeliveryVerdict, type JudgedPush, type Trust } from "#lib/intake/rules/verdict.ts";
import { findRolloutsOfKey, freeKeys, insertDelivery } from "#lib/intake/store-deliveries.ts";
import { lockImage } from "#lib/intake/store-image-tags.ts";
import { selectEnabledPolicies } from "#lib/intake/store-policies.ts";
import type { DeliveryAnswer } from "#lib/intake/view-deliveries.ts";
import type { Context } from "#lib/kernel/context.ts";
import { formatImageName } from "#lib/products/rules/image.ts";

/** A delivery whose body has been read and whose sender has been judged. */
export interface ReadableDelivery {
  route: WebhookRoute;
  sourceId: string | null;
  authenticity: Exclude<Authenticity, "failed">;
  /** Without secrets. */
  headers: Record<string, string>;
  body: Uint8Array;
  reading: Reading;
  remoteAddress: string | null;
  /** The delivery that a person replays: then its key, seen before, does not count. */
  replayOfId: string | null;
  /** What is done with runs of CI systems; null ignores them. */
  admitRun: AdmitRun | null;
}

/**
 * Takes a run of a CI system, within the delivery's transaction. Passed in by the caller: what a run leads to is known
 * to a later chapter.
 */
export type AdmitRun = (ctx: Context, tx: Transaction, run: RunReport, origin: RunOrigin) => Promise<DeliveryVerdict>;

export interface RunOrigin {
  isTrusted: boolean;
  /** A person sends it through once more. */
  isReplay: boolean;
}

const FAILED: DeliveryVerdict = {
  status: "failed",
  reason: "failed: Slipway could not work on it; the log says why.",
  rolloutIds: [],
};

/**
 * Does all that a delivery leads to in one transaction: its key, its verdicts, its rollouts, its row and its events. If
 * that fails nothing of it remains but a row that says so, and the same delivery may come again.
 */
export async function admitDelivery(ctx: Context, delivery: ReadableDelivery): Promise<DeliveryAnswer> {
  const id = randomUUID();
  try {
    return await inTransaction(ctx, (tx) => admit(ctx, tx, id, delivery));
  } catch (error) {
    // Who replays a delivery sees the error; the delivery itself is kept already.
    if (delivery.replayOfId !== null) throw error;
    ctx.log.error({ err: error, route: delivery.route }, "A delivery could not be worked on.");
    await keep(ctx, ctx.db, { id, delivery, judged: [], verdict: FAILED, key: null }).catch((second: unknown) => {
      // The row is for people; the error that counts is the first one.
      ctx.log.error({ err: second }, "Nor could the delivery be kept.");
    });
    throw error;
  }
}

async function admit(ctx: Context, tx: Transaction, id: string, delivery: ReadableDelivery): Promise<DeliveryAnswer> {
  const claim = keysOf(delivery);
  const fresh = delivery.replayOfId === null ? await claimFresh(ctx, tx, id, claim) : null;
  const key = claim.keys[0]?.hash ?? null;
  if (fresh?.size === 0) return repeat(ctx, tx, { id, delivery, claim });

  const isFresh = (item: ReadPush) => fresh === null || fresh.has(item);
  const judged = await judgePushes(ctx, tx, id, delivery, isFresh);
  const verdict = (await judgeRun(ctx, tx, delivery)) ?? sumUp(judged, delivery.reading.ignoredReason);
  if (verdict.status === "ignored") {
    await freeKeys(tx, { source: claim.source, keys: claim.keys.map(({ hash }) => hash), deliveryId: id });
  }
  await keep(ctx, tx, { id, delivery, judged, verdict, key });
  announce(ctx, tx, { id, delivery, judged, verdict });
  return toAnswer(id, verdict);
}

async function judgeRun(ctx: Context, tx: Transaction, delivery: ReadableDelivery): Promise<DeliveryVerdict | null> {
  const { run } = delivery.reading;
  if (run === null) return null;
  if (delivery.admitRun === null) {
    return { status: "ignored", reason: "other-event: runs of CI systems are not taken here.", rolloutIds: [] };
  }
  const isTrusted = trustOf(delivery) === "authentic";
  return delivery.admitRun(ctx, tx, run, { isTrusted, isReplay: delivery.replayOfId !== null });
}

async function judgePushes(
  ctx: Context,
  tx: Transaction,
  deliveryId: string,
  delivery: ReadableDelivery,
  isFresh: (item: ReadPush) => boolean,
): Promise<JudgedPush[]> {
  const { pushes } = delivery.reading;
  await lockImages(tx, pushes);
  const policies = pushes.length > 0 ? await selectEnabledPolicies(tx) : [];
  const origin = { trust: trustOf(delivery), deliveryId, isReplay: delivery.replayOfId !== null };
  const judged: JudgedPush[] = [];
  for (const item of pushes) {
    const verdict = isFresh(item)
      ? await admitPush(ctx, tx, policies, item.push, origin)
      : ({ outcome: "duplicate", rolloutId: null, reason: SEEN_BEFORE } as const);
    judged.push({ ...item.push, ...verdict });
  }
  return judged;
}

const SEEN_BEFORE = "duplicate: this delivery was received before.";

/** The same delivery once more: no effect, but where the body has no digest the wait for the registry starts anew. */
async function repeat(
  ctx: Context,
  tx: Transaction,
  { id, delivery, claim }: { id: string; delivery: ReadableDelivery; claim: KeyClaim },
): Promise<DeliveryAnswer> {
  const { pushes } = delivery.reading;
  await lockImages(tx, pushes);
  const judged: JudgedPush[] = [];
  for (const { push } of pushes) {
    const joined = push.digest === null ? await joinWaiting(ctx, tx, push, trustOf(delivery)) : null;
    judged.push({ ...push, outcome: "duplicate", rolloutId: joined?.rolloutId ?? null, reason: SEEN_BEFORE });
  }
  const key = claim.keys[0]?.hash ?? "";
  const rolloutIds = await findRolloutsOfKey(tx, claim.source, key);
  const verdict: DeliveryVerdict = { status: "duplicate", reason: SEEN_BEFORE, rolloutIds };
  await keep(ctx, tx, { id, delivery, judged, verdict, key });
  announce(ctx, tx, { id, delivery, judged, verdict });
  return toAnswer(id, verdict);
}

function trustOf(delivery: ReadableDelivery): Trust {
  return delivery.authenticity === "none" ? "hint" : "authentic";
}

/** Locks in one order for everybody, so that two deliveries cannot wait for each other. */
async function lockImages(tx: Transaction, pushes: readonly ReadPush[]): Promise<void> {
  const images = new Set(pushes.map((item) => formatImageName(item.push)));
  for (const image of [...images].sort()) await lockImage(tx, image);
}

interface Finished {
  id: string;
  delivery: ReadableDelivery;
  judged: JudgedPush[];
  verdict: DeliveryVerdict;
}

async function keep(
  ctx: Context,
  db: Parameters<typeof insertDelivery>[0],
  { id, delivery, judged, verdict, key }: Finished & { key: string | null },
): Promise<void> {
  const isUnsigned = delivery.authenticity === "none";
  await insertDelivery(db, {
    id,
    route: delivery.route,
    sourceId: delivery.sourceId,
    format: delivery.reading.format,
    authenticity: delivery.authenticity,
    headers: delivery.headers,
    body: delivery.body.subarray(0, keptBytesMax({ ...verdict, isUnsigned })),
    bodySizeBytes: delivery.body.length,
    deliveryKey: key,
    status: verdict.status,
    reason: verdict.reason,
    rolloutIds: verdict.rolloutIds,
    pushes: judged,
    replayOfId: delivery.replayOfId,
    remoteAddress: delivery.remoteAddress,
    receivedAt: ctx.clock.now(),
  });
}

/** Tells of what was signed, or led somewhere. Layers, pulls and strangers' noise stay out of the log, which is for ever. */
function announce(ctx: Context, tx: Transaction, { id, delivery, judged, verdict }: Finished): void {
  const isNoise = verdict.reason?.startsWith("no-push") === true;
  const isUnsigned = delivery.authenticity === "none";
  if (verdict.status !== "accepted" && (isNoise || isUnsigned)) return;
  recordEvent(ctx, tx, {
    type: "webhook_received",
    subject: { kind: "delivery", id },
    rolloutId: verdict.rolloutIds.length === 1 ? (verdict.rolloutIds[0] ?? null) : null,
    data: {
      route: delivery.route,
      format: delivery.reading.format,
      authenticity: delivery.authenticity,
      status: verdict.status,
      ...(verdict.reason !== null && { reason: verdict.reason }),
      ...(delivery.replayOfId !== null && { replayOf: delivery.replayOfId }),
      pushes: judged.slice(0, PUSHES_TOLD_MAX).map((push) => tell(push)),
      rollouts: verdict.rolloutIds,
    },
  });
}

const PUSHES_TOLD_MAX = 20;

function tell(push: Push): Record<string, unknown> {
  return { image: formatImageName(push), tag: push.tag, digest: push.digest, actor: push.actor };
}

function toAnswer(deliveryId: string, { status, reason, rolloutIds, ciRunId }: DeliveryVerdict): DeliveryAnswer {
  const run = ciRunId === undefined ? {} : { ciRunId };
  return { deliveryId, status, rollouts: rolloutIds, ...(reason !== null && { reason }), ...run };
}
