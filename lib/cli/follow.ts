import { setTimeout as sleep } from "node:timers/promises";
import { TimeoutError } from "#lib/cli/exit-codes.ts";
import { ApiError, isTemporary } from "#lib/client/api.ts";

const LOOK_EVERY_MILLIS = 2_000;
const PAUSE_MILLIS_MAX = 15_000;
/** Longer than a restart with migrations takes; what is away for longer is not coming back by itself. */
const AWAY_MILLIS_MAX = 10 * 60_000;

export interface Followed<State> {
  read: () => Promise<State>;
  show: (state: State) => void;
  isOver: (state: State) => boolean;
  /** Called while the server is away, and once with null when it is there again. */
  tellTrouble: (message: string | null) => void;
  timeoutSeconds?: number | undefined;
}

/**
 * Looks again and again until it is over, and answers how it ended. A server that restarts meanwhile is waited for; one
 * that cannot be reached at the first look is not. Throws TimeoutError when the time is up.
 */
export async function follow<State>({
  read,
  show,
  isOver,
  tellTrouble,
  timeoutSeconds,
}: Followed<State>): Promise<State> {
  const limitSeconds = timeoutSeconds ?? Infinity;
  const endAt = performance.now() + limitSeconds * 1_000;
  let seenAt: number | null = null;
  let failures = 0;
  for (;;) {
    try {
      const state = await read();
      if (failures > 0) tellTrouble(null);
      failures = 0;
      seenAt = performance.now();
      show(state);
      if (isOver(state)) return state;
    } catch (error) {
      if (!mayComeBack(error) || seenAt === null || performance.now() - seenAt > AWAY_MILLIS_MAX) throw error;
      failures++;
      tellTrouble(error.message);
    }
    const left = endAt - performance.now();
    if (left <= 0) throw new TimeoutError(`It has not ended within ${limitSeconds} s. It goes on.`);
    await sleep(Math.min(left, LOOK_EVERY_MILLIS * 2 ** Math.min(failures, 3), PAUSE_MILLIS_MAX));
  }
}

function mayComeBack(error: unknown): error is ApiError {
  return error instanceof ApiError && isTemporary(error);
}
