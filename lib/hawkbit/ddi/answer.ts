import { admit } from "#lib/hawkbit/ddi/admit.ts";
import { answerArtifact, answerArtifacts } from "#lib/hawkbit/ddi/artifacts.ts";
import { answerCancelAction, answerCancelFeedback } from "#lib/hawkbit/ddi/cancel.ts";
import { takeConfigData } from "#lib/hawkbit/ddi/config-data.ts";
import {
  answerConfirmation,
  answerConfirmationFeedback,
  answerConfirmations,
  activateAutoConfirm,
  deactivateAutoConfirm,
} from "#lib/hawkbit/ddi/confirmation.ts";
import { answerDeployment, answerDeploymentFeedback, answerInstalled } from "#lib/hawkbit/ddi/deployment.ts";
import { answerPoll } from "#lib/hawkbit/ddi/poll.ts";
import type { DdiRequest } from "#lib/hawkbit/ddi/request.ts";
import type { DdiDevice } from "#lib/hawkbit/ddi/store.ts";
import type { HawkbitAnswer } from "#lib/hawkbit/exchange.ts";
import { refuse, refuseFor } from "#lib/hawkbit/refusal.ts";
import { noteSeen } from "#lib/devices/last-seen.ts";
import type { Context } from "#lib/kernel/context.ts";

const CONTROLLER_ID_LENGTH_MAX = 256;
const ACTION_ID_MAX = 2_147_483_647;

/** What a resource does with one method. */
type Handler = (ctx: Context, request: DdiRequest, device: DdiDevice) => Promise<HawkbitAnswer>;

/** Answers a device that speaks hawkBit's protocol. Throws only what is a fault of ours. */
export async function answerDdi(ctx: Context, request: DdiRequest): Promise<HawkbitAnswer> {
  if (request.controllerId.length > CONTROLLER_ID_LENGTH_MAX) {
    return refuse(400, `A controller id has at most ${CONTROLLER_ID_LENGTH_MAX} characters.`);
  }
  const methods = findResource(request.segments);
  // Only these two take in a device that nobody knows.
  const mayRegister = request.method === "GET" && (request.segments.length === 0 || isConfirmations(request.segments));
  try {
    const device = await admit(ctx, request, mayRegister);
    if (device === "refused") return { status: 401 };
    if (device === "unknown" || methods === null) return refuse(404, "There is nothing here.");
    const handler = methods[request.method === "HEAD" ? "GET" : request.method];
    if (handler === undefined) {
      return refuse(405, `Use ${Object.keys(methods).join(" or ")} here.`, { allow: Object.keys(methods).join(", ") });
    }
    noteSeen(ctx, device.id, request.remoteAddress);
    const speaker: Context = { ...ctx, actor: { kind: "device", id: device.id, name: device.name } };
    return await handler(speaker, request, device);
  } catch (error) {
    return refuseFor(error);
  }
}

function isConfirmations(segments: readonly string[]): boolean {
  return segments.length === 1 && segments[0] === "confirmationBase";
}

/** Finds what an address below a device stands for, by method; null where it stands for nothing. */
function findResource(segments: readonly string[]): Readonly<Record<string, Handler>> | null {
  const [noun, name, sub, last] = segments;
  switch (segments.length) {
    case 0:
      return { GET: answerPoll };
    case 1:
      return nouns.get(noun ?? "") ?? null;
    case 2:
      return nouns.get(`${noun}/${name}`) ?? actionResource(noun, readId(name));
    case 3:
      if (sub === "feedback") return feedbackResource(noun, readId(name));
      return noun === "softwaremodules" && sub === "artifacts" ? moduleResource(readId(name), null) : null;
    case 4:
      return noun === "softwaremodules" && sub === "artifacts" ? moduleResource(readId(name), last ?? "") : null;
    default:
      return null;
  }
}

const nouns: ReadonlyMap<string, Readonly<Record<string, Handler>>> = new Map([
  ["configData", { PUT: takeConfigData }],
  ["confirmationBase", { GET: answerConfirmations }],
  ["confirmationBase/activateAutoConfirm", { POST: activateAutoConfirm }],
  ["confirmationBase/deactivateAutoConfirm", { POST: deactivateAutoConfirm }],
] as [string, Record<string, Handler>][]);

function actionResource(noun: string | undefined, id: number | null): Readonly<Record<string, Handler>> | null {
  if (id === null) return null;
  switch (noun) {
    case "deploymentBase":
      return { GET: (ctx, request, device) => answerDeployment(ctx, request, device, id) };
    case "installedBase":
      return { GET: (ctx, request, device) => answerInstalled(ctx, request, device, id) };
    case "cancelAction":
      return { GET: (ctx, _request, device) => answerCancelAction(ctx, device, id) };
    case "confirmationBase":
      return { GET: (ctx, request, device) => answerConfirmation(ctx, request, device, id) };
    default:
      return null;
  }
}

function feedbackResource(noun: string | undefined, id: number | null): Readonly<Record<string, Handler>> | null {
  if (id === null) return null;
  switch (noun) {
    case "deploymentBase":
      return { POST: (ctx, request, device) => answerDeploymentFeedback(ctx, request, device, id) };
    case "cancelAction":
      return { POST: (ctx, request, device) => answerCancelFeedback(ctx, request, device, id) };
    case "confirmationBase":
      return { POST: (ctx, request, device) => answerConfirmationFeedback(ctx, request, device, id) };
    default:
      return null;
  }
}

function moduleResource(id: number | null, fileName: string | null): Readonly<Record<string, Handler>> | null {
  if (id === null) return null;
  return fileName === null
    ? { GET: (ctx, request, device) => answerArtifacts(ctx, request, device, id) }
    : { GET: (ctx, request, device) => answerArtifact(ctx, request, device, { moduleId: id, fileName }) };
}

/** Ids are numbers of 31 bits; anything else names nothing. */
function readId(text: string | undefined): number | null {
  if (text === undefined || !/^\d{1,10}$/.test(text)) return null;
  const id = Number(text);
  return id >= 1 && id <= ACTION_ID_MAX ? id : null;
}
