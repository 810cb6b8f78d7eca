import { follow } from "#lib/cli/follow.ts";
import { rolloutLines } from "#lib/cli/live/rollout-lines.ts";
import { lineTeller, liveTeller, type Manner, type Teller } from "#lib/cli/live/tellers.ts";
import { describeRollout } from "#lib/cli/rollouts.ts";
import type { Api } from "#lib/client/api.ts";
import type { EventView } from "#lib/events/view.ts";
import type { Page } from "#lib/kernel/page.ts";
import { isFinal } from "#lib/rollouts/rules/rollout.ts";
import type { RolloutView } from "#lib/rollouts/view.ts";

interface Seen {
  rollout: RolloutView;
  /** What happened since the last look. */
  events: EventView[];
}

interface Watched {
  rolloutId: string;
  manner: Manner;
  timeoutSeconds?: number | undefined;
}

/** Shows a rollout until it has ended, and answers how it ended. */
export async function watchRollout(api: Api, { rolloutId, manner, timeoutSeconds }: Watched): Promise<RolloutView> {
  const teller = tellerFor(manner);
  let after = 0;
  const read = async (): Promise<Seen> => {
    // The state is read before the events, so that an ended rollout's last events are not left out.
    const rollout = await api.call<RolloutView>({ method: "GET", path: `/api/v1/rollouts/${rolloutId}` });
    const events = await readEvents(api, rolloutId, after);
    after = events.at(-1)?.seq ?? after;
    return { rollout, events };
  };
  try {
    const isOver = ({ rollout }: Seen) => isFinal(rollout.status);
    const { rollout } = await follow({ read, isOver, timeoutSeconds, ...teller });
    return rollout;
  } finally {
    teller.end();
  }
}

function tellerFor(manner: Manner): Teller<Seen> {
  if (manner === "live") {
    return liveTeller<Seen>(
      ({ rollout }, frame) => rolloutLines(rollout, frame),
      ({ events }) => events.map(describeEvent),
    );
  }
  if (manner === "json") return lineTeller(({ events }) => events.map((event) => JSON.stringify(event)));
  let shown = "";
  return lineTeller(({ rollout, events }) => {
    const line = describeRollout(rollout);
    const isNew = line !== shown;
    shown = line;
    return [...events.map(describeEvent), ...(isNew ? [line] : [])];
  });
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
