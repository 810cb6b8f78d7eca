import { pollSeconds } from "#lib/check-in/rules/poll.ts";
import { awaitConsent, giveConsent } from "#lib/hawkbit/ddi/consent.ts";
import { holdForWindow, stopAfterLastWindow } from "#lib/hawkbit/ddi/hold.ts";
import type { DdiRequest } from "#lib/hawkbit/ddi/request.ts";
import type { DdiAction, DdiDevice } from "#lib/hawkbit/ddi/store.ts";
import type { HawkbitAnswer } from "#lib/hawkbit/exchange.ts";
import { basePoll, basePollTag, type BasePollFacts } from "#lib/hawkbit/rules/base-poll.ts";
import { currentAction, instructionsFor, stampOf, understandsSkip } from "#lib/hawkbit/rules/current-action.ts";
import { turnOf, windowSleepSeconds } from "#lib/hawkbit/rules/turn.ts";
import type { Context } from "#lib/kernel/context.ts";

/** Answers a poll: what to do now, how long to sleep, and whether attributes are wanted. */
export async function answerPoll(ctx: Context, request: DdiRequest, device: DdiDevice): Promise<HawkbitAnswer> {
  const action = currentAction(device.actions);
  const todo = action === null ? null : await whatToDo(ctx, request, device, action);
  const usualSeconds = device.pollSeconds ?? request.settings.pollingSeconds ?? ctx.config.pollSeconds;
  const sleepSeconds = pollSeconds({ deviceId: device.id, usualSeconds, isAwaited: todo !== null });
  const windowSeconds = action === null ? null : windowSleepSeconds(action, ctx.clock.now());
  const facts: BasePollFacts = {
    origin: request.origin,
    tenant: request.tenant,
    controllerId: request.controllerId,
    sleepSeconds: Math.min(sleepSeconds, windowSeconds ?? sleepSeconds),
    todo,
    installedActionId: device.installedActionId,
    wantsAttributes: device.wantsAttributes,
  };
  return { status: 200, json: basePoll(facts), etag: basePollTag(facts) };
}

async function whatToDo(
  ctx: Context,
  request: DdiRequest,
  device: DdiDevice,
  action: DdiAction,
): Promise<BasePollFacts["todo"]> {
  const turn = turnOf(action, {
    asksUser: request.settings.userConsent && device.autoConfirm === null,
    understandsSkip: understandsSkip(device.understandsSkip, request.header("user-agent")),
  });
  const { id } = action;
  if (turn === "stop") {
    if (!action.isCancelRequested) await stopAfterLastWindow(ctx, device, action);
    return { kind: "cancelAction", actionId: id };
  }
  const stamp = stampOf(action, instructionsFor(action, ctx.clock.now()));
  if (turn === "ask") {
    await awaitConsent(ctx, device, action);
    return { kind: "confirmationBase", actionId: id, stamp };
  }
  // It waited for its user, and need not any more: the setting was changed, or the user agreed to everything.
  if (action.waitingFor === "consent") await giveConsent(ctx, device, id, { messages: [], code: null });
  if (turn === "deploy") return { kind: "deploymentBase", actionId: id, stamp };
  await holdForWindow(ctx, device, action);
  return null;
}
