import type { OpenAction, WindowFacts } from "#lib/hawkbit/rules/current-action.ts";

export const NOW = new Date("2026-01-05T09:00:00Z");
/** An hour after. */
export const LATER = new Date("2026-01-05T10:00:00Z");

export const OPEN_WINDOW: WindowFacts = { isOpen: true, isOver: false, nextStartAt: LATER };
export const CLOSED_WINDOW: WindowFacts = { isOpen: false, isOver: false, nextStartAt: LATER };

/** A forced assignment that nobody has taken up yet. */
export function anOpenAction(change: Partial<OpenAction> = {}): OpenAction {
  return {
    id: 1,
    kind: "update",
    status: "offered",
    forceType: "forced",
    forcedAt: null,
    weight: null,
    waitingFor: null,
    isCancelRequested: false,
    rolloutStatus: null,
    window: null,
    ...change,
  };
}
