import { pollSeconds } from "#lib/check-in/rules/poll.ts";
import { awaitConsent, giveConsent } from "#lib/hawkbit/ddi/consent.ts";
import { holdForWindow, stopAfterLastWindow } from "#lib/hawkbit/ddi/hold.ts";
import type { DdiRequest } from "#lib/hawkbit/ddi/request.ts";
import type { DdiAction, DdiDevice } from "#lib/hawkbit/ddi/store.ts";
import type { HawkbitAnswer } from "#lib/hawkbit/exchange.ts";
import { basePoll, type BasePollFacts } from "#lib/hawkbit/rules/base-poll.ts";
import { currentAction, instructionsFor, stampOf, understandsSkip } from "#lib/hawkbit/rules/current-action.ts";
import type { Context } from "#lib/kernel/context.ts";

/** Answers a poll: what to do now, how long to sleep, and whether attributes are wanted. */
export async function answerPoll(ctx: Context, request: DdiRequest, device: DdiDevice): Promise<HawkbitAnswer> {
  const action = currentAction(device.actions);
  const todo = action === null ? null : await whatToDo(ctx, request, device, action);
  const usualSeconds = device.pollSeconds ?? request.settings.pollingSeconds ?? ctx.config.pollSeconds;
  const sleepSeconds = pollSeconds({ deviceId: device.id, usualSeconds, isAwaited: todo !== null });
  return {
    status: 200,
    json: basePoll({
      origin: request.origin,
      tenant: request.tenant,
      controllerId: request.controllerId,
      sleepSeconds: Math.min(sleepSeconds, windowSleep(ctx, action) ?? sleepSeconds),
      todo,
      installedActionId: device.installedActionId,
      wantsAttributes: device.wantsAttributes,
    }),
  };
}

async function whatToDo(
  ctx: Context,
  request: DdiRequest,
  device: DdiDevice,
  action: DdiAction,
): Promise<BasePollFacts["todo"]> {
  if (action.isCancelRequested) return { kind: "cancelAction", actionId: action.id };
  if (action.window?.isOver === true) {
    await stopAfterLastWindow(ctx, device, action);
    return { kind: "cancelAction", actionId: action.id };
  }
  const instructions = instructionsFor(action, ctx.clock.now());
  const stamp = stampOf(action, instructions);
  if (needsConsent(request, device, action)) {
    await awaitConsent(ctx, device, action);
    return { kind: "confirmationBase", actionId: action.id, stamp };
  }
  if (action.waitingFor === "consent") await giveConsent(ctx, device, action.id, { messages: [], code: null });
  if (isHeldBack(request, device, action)) {
    await holdForWindow(ctx, device, action);
    return null;
  }
  return { kind: "deploymentBase", actionId: action.id, stamp };
}

/** Of an update that has not begun its user is asked, unless the user agreed to all beforehand. */
function needsConsent({ settings }: DdiRequest, device: DdiDevice, action: DdiAction): boolean {
  return settings.userConsent && device.autoConfirm === null && action.kind === "update" && action.status === "offered";
}

/** A device that would take "skip" for a success is told nothing while its window is closed. */
export function isHeldBack(request: DdiRequest, device: DdiDevice, action: DdiAction): boolean {
  const isSkip = action.window?.isOpen === false;
  return isSkip && !understandsSkip(device.understandsSkip, request.header("user-agent"));
}

/** So that it comes back soon after its window opens. */
const WINDOW_DIVISOR = 3;
const WINDOW_SLEEP_MIN = 5;

function windowSleep(ctx: Context, action: DdiAction | null): number | null {
  const opensAt = action?.window?.isOpen === false ? action.window.nextStartAt : null;
  if (opensAt === null) return null;
  const seconds = (opensAt.getTime() - ctx.clock.now().getTime()) / 1000;
  return Math.max(WINDOW_SLEEP_MIN, Math.ceil(seconds / WINDOW_DIVISOR));
}
