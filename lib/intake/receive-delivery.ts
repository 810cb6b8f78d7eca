import { systemActor } from "#lib/access/rules/actor.ts";
import { admitDelivery, type AdmitRun } from "#lib/intake/admit-delivery.ts";
import { judgeGithub, judgeRegistry, type Authenticity } from "#lib/intake/authenticity.ts";
import { limitUntrusted } from "#lib/intake/limit-untrusted.ts";
import { pruneDeliveries } from "#lib/intake/prune-deliveries.ts";
import { rejectDelivery } from "#lib/intake/reject-delivery.ts";
import { bodyBytesMax, keepHeaders, type WebhookRoute } from "#lib/intake/rules/delivery.ts";
import { maskPing } from "#lib/intake/rules/mask-ping.ts";
import {
  readDelivery,
  repeatsUntilAccepted,
  type Reading,
  type SourceSettings,
} from "#lib/intake/rules/read-delivery.ts";
import { sourceSettings } from "#lib/intake/source-settings.ts";
import { findSourceByToken, type SourceRecord } from "#lib/intake/store-sources.ts";
import type { DeliveryAnswer } from "#lib/intake/view-deliveries.ts";
import type { Context } from "#lib/kernel/context.ts";
import { sha256 } from "#lib/kernel/crypto.ts";
import { DomainError } from "#lib/kernel/errors.ts";

export interface IncomingDelivery {
  route: WebhookRoute;
  /** From the address of a sender that has one of its own. */
  sourceToken?: string;
  headers: Headers;
  remoteAddress: string | null;
  /** Reads the raw body. Throws TOO_LARGE while reading beyond the limit. */
  readBytes(limitBytes: number): Promise<Uint8Array>;
  /** What is done with runs of CI systems; left out, they are ignored. */
  admitRun?: AdmitRun;
}

/**
 * Receives a webhook: who sent it is judged on the raw bytes before anything is parsed. Throws UNAUTHENTICATED,
 * TOO_LARGE, INVALID_INPUT or LIMIT_REACHED; such deliveries are kept too, as far as anybody can be allowed to fill a
 * disk. Everything else is an answer, also that there is nothing to do: senders that get an error repeat for ever.
 */
export async function receiveDelivery(caller: Context, incoming: IncomingDelivery): Promise<DeliveryAnswer> {
  const source = await openSource(caller, incoming);
  const ctx = { ...caller, actor: systemActor(source ? `webhook source ${source.name}` : "webhook") };
  const body = await readBody(ctx, incoming, source);
  const authenticity = judge(ctx, incoming, source, body);
  if (authenticity === "failed")
    throw await refuse(ctx, incoming, { source, authenticity, body, error: notAuthentic() });
  if (authenticity === "none") await limitUntrusted(ctx, "hint", incoming.remoteAddress);

  const reading = await read(ctx, incoming, { source, authenticity, body });
  const answer = await admitDelivery(ctx, {
    route: incoming.route,
    sourceId: source?.id ?? null,
    authenticity,
    headers: keepHeaders(incoming.headers),
    body: reading.ignoredReason === "ping" ? maskPing(body) : body,
    reading,
    remoteAddress: incoming.remoteAddress,
    replayOfId: null,
    admitRun: incoming.admitRun ?? null,
  });
  if (answer.status !== "accepted") await pruneDeliveries(ctx);
  return answer;
}

async function openSource(ctx: Context, incoming: IncomingDelivery): Promise<SourceRecord | null> {
  if (incoming.route !== "source") return null;
  const source = await findSourceByToken(ctx.db, sha256(incoming.sourceToken ?? ""));
  if (source) return source;
  const body = Buffer.alloc(0);
  throw await refuse(ctx, incoming, { source: null, authenticity: "failed", body, error: notAuthentic() });
}

async function readBody(ctx: Context, incoming: IncomingDelivery, source: SourceRecord | null): Promise<Uint8Array> {
  const isFromGithub = incoming.headers.has("x-github-event");
  try {
    return await incoming.readBytes(bodyBytesMax(incoming.route, isFromGithub));
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const stated = Number(incoming.headers.get("content-length") ?? 0);
    const bodySizeBytes = Number.isSafeInteger(stated) && stated > 0 ? Math.min(stated, INT_MAX) : 0;
    throw await refuse(ctx, incoming, { source, authenticity: "failed", body: Buffer.alloc(0), bodySizeBytes, error });
  }
}

/** What the column of the size holds. */
const INT_MAX = 2_147_483_647;

function judge(
  ctx: Context,
  { route, headers }: IncomingDelivery,
  source: SourceRecord | null,
  body: Uint8Array,
): Authenticity {
  if (source) return "source";
  return route === "github"
    ? judgeGithub({ headers, body, secrets: ctx.config.githubWebhookSecrets })
    : judgeRegistry({ headers, body, secrets: ctx.config.dockerWebhookSecrets });
}

interface Judged {
  source: SourceRecord | null;
  authenticity: Authenticity;
  body: Uint8Array;
}

async function read(ctx: Context, incoming: IncomingDelivery, judged: Judged): Promise<Reading> {
  const contentType = incoming.headers.get("content-type");
  const source: SourceSettings = sourceSettings(judged.source);
  try {
    return readDelivery({
      body: judged.body,
      contentType,
      githubEvent: githubEventOf(incoming),
      receivedAt: ctx.clock.now(),
      source,
    });
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    if (judged.source !== null || repeatsUntilAccepted(contentType)) {
      return { format: null, pushes: [], ignoredReason: `not-json: ${error.message}`, id: null, run: null };
    }
    throw await refuse(ctx, incoming, { ...judged, error });
  }
}

/** On GitHub's own route a body without an event is one of an unknown event, not a registry's. */
function githubEventOf({ route, headers }: IncomingDelivery): string | null {
  return headers.get("x-github-event") ?? (route === "github" ? "" : null);
}

/** Keeps what is refused, and returns the error to be thrown: the refusal, or that there were too many of them. */
async function refuse(
  ctx: Context,
  incoming: IncomingDelivery,
  { source, authenticity, body, bodySizeBytes, error }: Judged & { bodySizeBytes?: number; error: DomainError },
): Promise<DomainError> {
  try {
    await limitUntrusted(ctx, "rejection", incoming.remoteAddress);
  } catch (limit) {
    if (limit instanceof DomainError) return limit;
    throw limit;
  }
  await rejectDelivery(ctx, {
    route: incoming.route,
    sourceId: source?.id ?? null,
    authenticity,
    headers: keepHeaders(incoming.headers),
    body,
    bodySizeBytes: bodySizeBytes ?? body.length,
    reason: error.message,
    remoteAddress: incoming.remoteAddress,
  });
  return error;
}

/** Says nothing about which part was wrong. */
function notAuthentic(): DomainError {
  return new DomainError("UNAUTHENTICATED", "This delivery does not prove where it comes from.");
}
