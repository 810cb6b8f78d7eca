import type { RolloutDeviceView } from "#lib/rollouts/view.ts";

/** What a device waits for that is not in its own hands. */
export const waitingWords = {
  consent: "its user's consent",
  confirmation: "its confirmation after a restart",
  window: "its maintenance window",
} as const;

/** Why a device stands where it does, in one line; null where there is nothing to say. */
export function deviceReason({ reason, waitingFor }: Pick<RolloutDeviceView, "reason" | "waitingFor">): string | null {
  return reason ?? (waitingFor === null ? null : `Waits for ${waitingWords[waitingFor]}`);
}
