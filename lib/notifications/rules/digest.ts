// Which messages follow from a stretch of the log?
import { delayOf, hears, type Delay, type Ear } from "#lib/notifications/rules/hear.ts";
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
    for (const { rule, delay } of oncePerChannel(ears, event, now)) {
      const { id: ruleId, name: ruleName, channelId } = rule;
      if (delay.kind === "now") {
        singles.push({ channelId, ruleId, seq: event.seq, threadKey: threadKeyOf(event), notice });
      } else {
        const gathering = gatherings.get(ruleId) ?? { channelId, ruleId, ruleName, until: delay.until, notices: [] };
        gathering.notices.push(notice);
        gatherings.set(ruleId, gathering);
      }
    }
  }
  return { singles, gatherings: [...gatherings.values()] };
}

interface Heard {
  rule: ListeningRule;
  delay: Delay;
}

/** Two rules of one channel may want the same event; whoever reads there wants it once, by the one that tells it first. */
function oncePerChannel(rules: readonly ListeningRule[], { type }: ReadEvent, now: Date): Heard[] {
  const first = new Map<string, Heard>();
  for (const rule of rules) {
    const delay = delayOf(rule, type, now);
    const other = first.get(rule.channelId);
    if (other === undefined || timeOf(delay) < timeOf(other.delay)) first.set(rule.channelId, { rule, delay });
  }
  return [...first.values()];
}

function timeOf(delay: Delay): number {
  return delay.kind === "now" ? 0 : delay.until.getTime();
}
