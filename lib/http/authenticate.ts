import { authenticateToken } from "#lib/access/authenticate-token.ts";
import { systemActor, type Actor } from "#lib/access/rules/actor.ts";
import { authenticateDevice } from "#lib/devices/authenticate.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { makeContext, type Runtime } from "#lib/kernel/runtime.ts";
import { identifyClient } from "#lib/updates/identify-client.ts";
import { readSession } from "#lib/http/session.ts";
import { requireSameOrigin } from "#lib/http/same-origin.ts";
import type { Operation } from "#lib/http/operation.ts";

const ANONYMOUS: Actor = { kind: "anonymous" };

/** Finds out who is calling. Throws UNAUTHENTICATED when a credential is given and wrong, or a device gives none. */
export async function authenticate(
  runtime: Runtime,
  operation: Operation,
  request: Request,
  params: Record<string, string | string[] | undefined>,
): Promise<Actor> {
  const bearer = readBearer(request.headers);
  if (operation.auth === "device") return requireDevice(runtime, bearer, String(params.uuid));
  if (operation.auth === "none") return ANONYMOUS;
  if (bearer !== null && operation.auth === "client") return identifyClient(runtime, bearer);
  if (bearer !== null) return requireToken(runtime, bearer);
  return (await sessionActor(runtime, request)) ?? ANONYMOUS;
}

async function requireDevice(runtime: Runtime, bearer: string | null, uuid: string): Promise<Actor> {
  const device = bearer === null ? null : await authenticateDevice(runtime.database.client, bearer, uuid);
  if (device) return { kind: "device", id: device.id, name: device.name };
  throw new DomainError("UNAUTHENTICATED", "Send this device's own token as Authorization: Bearer <device token>.");
}

async function requireToken(runtime: Runtime, bearer: string): Promise<Actor> {
  const ctx = makeContext(runtime, systemActor("sign-in"));
  const actor = await authenticateToken(ctx, bearer);
  if (actor) return actor;
  throw new DomainError("UNAUTHENTICATED", "This API token is unknown, expired or revoked.");
}

async function sessionActor(runtime: Runtime, request: Request): Promise<Actor | null> {
  const actor = await readSession(runtime, request.headers);
  if (actor && request.method !== "GET" && request.method !== "HEAD") {
    requireSameOrigin(request.headers, runtime.config.publicUrl);
  }
  return actor;
}

function readBearer(headers: Headers): string | null {
  const header = headers.get("authorization");
  if (header === null) return null;
  const [scheme, token] = header.split(" ");
  return scheme?.toLowerCase() === "bearer" ? (token ?? "") : "";
}
