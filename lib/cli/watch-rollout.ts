import { setTimeout as sleep } from "node:timers/promises";
import type { Api } from "#lib/client/api.ts";
import { printLine } from "#lib/cli/print.ts";
import { describeRollout } from "#lib/cli/rollouts.ts";
import type { EventView } from "#lib/events/view.ts";
import type { Page } from "#lib/kernel/page.ts";
import { isFinal } from "#lib/rollouts/rules/rollout.ts";
import type { RolloutView } from "#lib/rollouts/view.ts";

const PAUSE_MILLIS = 2_000;

/** Prints a rollout's events as they come until it has ended, and answers how it ended. */
export async function watchRollout(api: Api, rolloutId: string, asJson: boolean): Promise<RolloutView> {
  let after = 0;
  let shown = "";
  for (;;) {
    // The state is read before the events, so that an ended rollout's last events are not left out.
    const rollout = await api.call<RolloutView>({ method: "GET", path: `/api/v1/rollouts/${rolloutId}` });
    const events = await readEvents(api, rolloutId, after);
    after = events.at(-1)?.seq ?? after;
    for (const event of events) printLine(asJson ? JSON.stringify(event) : describeEvent(event));
    const line = describeRollout(rollout);
    if (!asJson && line !== shown) printLine(line);
    shown = line;
    if (isFinal(rollout.status)) return rollout;
    await sleep(PAUSE_MILLIS);
  }
}

async function readEvents(api: Api, rolloutId: string, after: number): Promise<EventView[]> {
  const events: EventView[] = [];
  for (;;) {
    const { items } = await api.call<Page<EventView>>({
      method: "GET",
      path: `/api/v1/rollouts/${rolloutId}/events`,
      query: { after: events.at(-1)?.seq ?? after, limit: PAGE },
    });
    events.push(...items);
    if (items.length < PAGE) return events;
  }
}

const PAGE = 500;

function describeEvent(event: EventView): string {
  const time = new Date(event.at).toLocaleTimeString("sv-SE");
  const { reason, count, batchIndex, name } = event.data;
  const details = [
    typeof batchIndex === "number" ? `batch ${batchIndex + 1}` : "",
    typeof name === "string" ? name : "",
    typeof count === "number" ? `${count} ${count === 1 ? "device" : "devices"}` : "",
    typeof reason === "string" ? reason : "",
  ].filter(Boolean);
  return `${time}  ${event.type}${details.length > 0 ? `  ${details.join(", ")}` : ""}`;
}
