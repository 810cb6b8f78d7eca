import { RateLimiterMemory } from "rate-limiter-flexible";
import type { Context } from "#lib/kernel/context.ts";
import { callerKey, countOne } from "#lib/kernel/limit.ts";

/** Per process and address. Who proves where a delivery comes from is never limited. */
const REJECTIONS_PER_MINUTE = 30;
const HINTS_PER_MINUTE = 240;

const limiters = {
  rejection: new RateLimiterMemory({ points: REJECTIONS_PER_MINUTE, duration: 60 }),
  hint: new RateLimiterMemory({ points: HINTS_PER_MINUTE, duration: 60 }),
};

/** Counts a delivery that proves nothing against its address. Throws LIMIT_REACHED once there are too many. */
export async function limitUntrusted(
  ctx: Context,
  kind: keyof typeof limiters,
  remoteAddress: string | null,
): Promise<void> {
  if (!ctx.config.rateLimits) return;
  await countOne(limiters[kind], callerKey(remoteAddress), "Too many deliveries that prove nothing. Wait a moment.");
}
