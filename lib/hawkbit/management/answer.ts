import type { HawkbitAnswer, HawkbitRequest } from "#lib/hawkbit/exchange.ts";
import { Refusal, type ManagementHandler } from "#lib/hawkbit/management/call.ts";
import { findResource } from "#lib/hawkbit/management/resources.ts";
import { signIn } from "#lib/hawkbit/management/sign-in.ts";
import { refuse, refuseFor } from "#lib/hawkbit/refusal.ts";
import type { Context } from "#lib/kernel/context.ts";
import { refuseUnstorable } from "#lib/kernel/json.ts";
import { toDomainError } from "#lib/wire/problem.ts";

/** Answers a call below /rest/v1. Throws only what is a fault of ours. */
export async function answerManagement(ctx: Context, request: HawkbitRequest): Promise<HawkbitAnswer> {
  try {
    refuseUnstorable([request.segments, ...request.query]);
    const signedIn = await signIn(ctx, request);
    if (signedIn === null) return { status: 401, headers: { "www-authenticate": 'Basic realm="Slipway"' } };
    const { actor, tenant, fleetId } = signedIn;
    const methods = findResource(request.segments);
    if (methods === null) return refuse(404, "There is nothing at this address.");
    const handler = handlerOf(methods, request.method);
    if (handler === null) {
      const allow = Object.keys(methods).join(", ");
      return refuse(405, `${request.method} is not possible here; ${allow} is.`, { allow });
    }
    const call = { ctx: { ...ctx, actor }, request: storable(request), tenant, fleetId };
    return await handler({ ...call, root: `${request.origin}/rest/v1` });
  } catch (error) {
    if (error instanceof Refusal) return refuse(error.status, error.message);
    return refuseFor(toDomainError(error));
  }
}

/** The same request, whose body is refused where no column could hold a text of it. */
function storable(request: HawkbitRequest): HawkbitRequest {
  const readJson = async () => {
    const value = await request.readJson();
    refuseUnstorable(value);
    return value;
  };
  return { ...request, readJson };
}

function handlerOf(methods: Readonly<Record<string, ManagementHandler>>, method: string): ManagementHandler | null {
  const name = method === "HEAD" ? "GET" : method;
  return Object.hasOwn(methods, name) ? (methods[name] ?? null) : null;
}
