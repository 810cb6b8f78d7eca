import { z } from "zod";
import { inTransaction } from "#lib/database/transaction.ts";
import { giveConsent, refuseConsent, type ConsentOutcome } from "#lib/hawkbit/ddi/consent.ts";
import { describeAction, noSuchAction } from "#lib/hawkbit/ddi/deployment.ts";
import type { DdiRequest } from "#lib/hawkbit/ddi/request.ts";
import { findDdiAction, type DdiDevice } from "#lib/hawkbit/ddi/store.ts";
import { saveAutoConfirm } from "#lib/hawkbit/ddi/store-device.ts";
import type { HawkbitAnswer } from "#lib/hawkbit/exchange.ts";
import { refuse } from "#lib/hawkbit/refusal.ts";
import { deviceRoot } from "#lib/hawkbit/rules/base-poll.ts";
import { instructionsFor, stampOf } from "#lib/hawkbit/rules/current-action.ts";
import { logMessages } from "#lib/hawkbit/rules/feedback.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { refuseUnstorable } from "#lib/kernel/json.ts";

const WORDS_LENGTH_MAX = 512;

/** Tells whether a device's user agreed to everything beforehand, and what waits for the user. */
export async function answerConfirmations(
  ctx: Context,
  request: DdiRequest,
  device: DdiDevice,
): Promise<HawkbitAnswer> {
  const root = `${deviceRoot(request)}/confirmationBase`;
  const waiting = device.actions.find((action) => action.waitingFor === "consent" && !action.isCancelRequested);
  const toggle = device.autoConfirm === null ? "activateAutoConfirm" : "deactivateAutoConfirm";
  const stamp = waiting && stampOf(waiting, instructionsFor(waiting, ctx.clock.now()));
  return {
    status: 200,
    json: {
      autoConfirm: autoConfirmView(device),
      _links: {
        [toggle]: { href: `${root}/${toggle}` },
        ...(waiting && { confirmationBase: { href: `${root}/${waiting.id}?c=${stamp}` } }),
      },
    },
  };
}

function autoConfirmView({ autoConfirm }: DdiDevice) {
  if (autoConfirm === null) return { active: false };
  const { initiator, remark, activatedAt } = autoConfirm;
  return {
    active: true,
    ...(initiator !== null && { initiator }),
    ...(remark !== null && { remark }),
    activatedAt: Date.parse(activatedAt),
  };
}

/** Tells what the user is asked about. */
export async function answerConfirmation(
  ctx: Context,
  request: DdiRequest,
  device: DdiDevice,
  actionId: number,
): Promise<HawkbitAnswer> {
  const now = ctx.clock.now();
  const action = await findDdiAction(ctx.db, { deviceId: device.id, actionId, now });
  if (action?.waitingFor !== "consent" || action.isCancelRequested) return noSuchAction();
  return {
    status: 200,
    json: await describeAction(ctx, request, action, "confirmation", instructionsFor(action, now)),
  };
}

const confirmationBody = z.object({
  confirmation: z.enum(["confirmed", "denied"], { error: "Use confirmed or denied." }),
  code: z.int().nullish().catch(null),
  details: z.array(z.coerce.string()).nullish().catch(null),
});

/** Takes the user's answer. */
export async function answerConfirmationFeedback(
  ctx: Context,
  request: DdiRequest,
  device: DdiDevice,
  actionId: number,
): Promise<HawkbitAnswer> {
  const { confirmation, code, details } = parseInput(confirmationBody, await request.readJson());
  const words = { messages: logMessages(details ?? []), code: code ?? null };
  const say = confirmation === "confirmed" ? giveConsent : refuseConsent;
  return consentAnswers[await say(ctx, device, actionId, words)];
}

const consentAnswers: Readonly<Record<ConsentOutcome, HawkbitAnswer>> = {
  taken: { status: 200 },
  ended: refuse(410, "This action has ended."),
  notWaiting: noSuchAction(),
};

const autoConfirmBody = z.object({
  initiator: z.string().max(WORDS_LENGTH_MAX).nullish(),
  remark: z.string().max(WORDS_LENGTH_MAX).nullish(),
});

/** The user agrees to this and every further update. */
export async function activateAutoConfirm(
  ctx: Context,
  request: DdiRequest,
  device: DdiDevice,
): Promise<HawkbitAnswer> {
  const hasBody = (request.header("content-length") ?? "0") !== "0" || request.header("transfer-encoding") !== null;
  const { initiator, remark } = hasBody ? parseInput(autoConfirmBody, await request.readJson()) : {};
  refuseUnstorable([initiator, remark]);
  const activatedAt = ctx.clock.now().toISOString();
  const wanted = { initiator: initiator ?? null, remark: remark ?? null, activatedAt };
  const changed = await inTransaction(ctx, (tx) => saveAutoConfirm(tx, device.id, wanted));
  return changed ? { status: 200 } : refuse(409, "This device confirms by itself already.");
}

/** From now on the user is asked again. */
export async function deactivateAutoConfirm(
  ctx: Context,
  _request: DdiRequest,
  device: DdiDevice,
): Promise<HawkbitAnswer> {
  await inTransaction(ctx, (tx) => saveAutoConfirm(tx, device.id, null));
  return { status: 200 };
}
