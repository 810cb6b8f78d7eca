// Which messages follow from a stretch of the log?
import { delayOf, hears, type Ear } from "#lib/notifications/rules/hear.ts";
import {
  threadKeyOf,
  toNotice,
  type Notice,
  type ProductName,
  type ToldEvent,
} from "#lib/notifications/rules/notice.ts";

export interface ListeningRule extends Ear {
  id: string;
  name: string;
  channelId: string;
}

export interface ReadEvent extends ToldEvent {
  productId: string | null;
  environmentId: string | null;
}

/** A message of one event, to be sent at once. */
export interface SingleMessage {
  channelId: string;
  ruleId: string;
  seq: number;
  threadKey: string | null;
  notice: Notice;
}

/** What a rule gathers until a time, to be told together. */
export interface Gathering {
  channelId: string;
  ruleId: string;
  ruleName: string;
  until: Date;
  notices: Notice[];
}

/** Tells of everything that rules want to hear, in the order of the log. */
export function planMessages(
  rules: readonly ListeningRule[],
  events: readonly ReadEvent[],
  products: ReadonlyMap<string, ProductName>,
  now: Date,
): { singles: SingleMessage[]; gatherings: Gathering[] } {
  const singles: SingleMessage[] = [];
  const gatherings = new Map<string, Gathering>();
  for (const event of events) {
    const heard = { ...event, at: new Date(event.at) };
    const ears = rules.filter((rule) => hears(rule, heard));
    if (ears.length === 0) continue;
    const notice = toNotice(event, products.get(event.productId ?? "") ?? null);
    for (const { id: ruleId, name: ruleName, channelId, ...ear } of ears) {
      const delay = delayOf(ear, event.type, now);
      if (delay.kind === "now") {
        singles.push({ channelId, ruleId, seq: event.seq, threadKey: threadKeyOf(event), notice });
      } else {
        const gathering = gatherings.get(ruleId) ?? { channelId, ruleId, ruleName, until: delay.until, notices: [] };
        gathering.notices.push(notice);
        gatherings.set(ruleId, gathering);
      }
    }
  }
  return { singles: withoutRepeats(singles), gatherings: [...gatherings.values()] };
}

/** Two rules of one channel may want the same event; whoever reads there wants it once. */
function withoutRepeats(singles: readonly SingleMessage[]): SingleMessage[] {
  const seen = new Set<string>();
  return singles.filter(({ channelId, seq }) => {
    const key = `${channelId}:${seq}`;
    return !seen.has(key) && seen.add(key);
  });
}
