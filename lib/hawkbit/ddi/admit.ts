import { registerItself } from "#lib/hawkbit/ddi/register.ts";
import { tenantKey, type DdiRequest } from "#lib/hawkbit/ddi/request.ts";
import { readDdiDevice, type DdiDevice } from "#lib/hawkbit/ddi/store.ts";
import { admissionsOf, type Admission } from "#lib/hawkbit/rules/credential.ts";
import type { Context } from "#lib/kernel/context.ts";
import { safeEqual, sha256 } from "#lib/kernel/crypto.ts";

/**
 * Finds the device that a request may speak for. A wrong tenant is answered like a wrong credential. A client that its
 * tenant lets in and nobody knows is made a device where it may register itself, and is unknown everywhere else.
 */
export async function admit(
  ctx: Context,
  request: DdiRequest,
  mayRegister: boolean,
): Promise<DdiDevice | "refused" | "unknown"> {
  const admissions = admissionsOf(
    request.settings,
    request.controllerId,
    {
      authorization: request.header("authorization"),
      isTrustedProxy: request.isTrustedProxy,
      header: request.header,
    },
    safeEqual,
  );
  if (admissions.length === 0) return "refused";
  const now = ctx.clock.now();
  const device = await readDdiDevice(ctx.db, { tenant: tenantKey(request), controllerId: request.controllerId, now });
  if (device !== null) return admissions.some((admission) => lets(admission, device)) ? device : "refused";
  if (!admissions.some(({ kind }) => kind !== "targetToken")) return "refused";
  if (!mayRegister) return "unknown";
  return (await registerItself(ctx, request)) ?? "refused";
}

function lets(admission: Admission, { targetTokenHash }: DdiDevice): boolean {
  if (admission.kind !== "targetToken") return true;
  return targetTokenHash !== null && safeEqual(sha256(admission.token), targetTokenHash);
}
