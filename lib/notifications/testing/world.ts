import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent, type EventDraft } from "#lib/events/record.ts";
import { applyRules } from "#lib/notifications/apply-rules.ts";
import { createChannel } from "#lib/notifications/create-channel.ts";
import { createRule } from "#lib/notifications/create-rule.ts";
import { Sender } from "#lib/notifications/send/sender.ts";
import type { NewChannelView, RuleView } from "#lib/notifications/view.ts";
import type { TestContext } from "#lib/testing/database.ts";

/** The same context, with loopback open: receivers of tests listen there. */
export function openToLoopback(ctx: TestContext): TestContext {
  return { ...ctx, config: { ...ctx.config, outboundAllow: ["127.0.0.0/8"], publicUrl: "https://slipway.test" } };
}

export function aWebhook(ctx: TestContext, url: string): Promise<NewChannelView> {
  return createChannel(ctx, { name: "A receiver", kind: "webhook", settings: { url } });
}

export function aRule(ctx: TestContext, channelId: string, over: Record<string, unknown> = {}): Promise<RuleView> {
  return createRule(ctx, { name: "A rule", channelId, ...over });
}

/** Has things happen, in one transaction. */
export function happen(ctx: TestContext, ...drafts: EventDraft[]): Promise<void> {
  return inTransaction(ctx, (tx) => {
    for (const draft of drafts) recordEvent(ctx, tx, draft);
    return Promise.resolve();
  });
}

/** Applies the rules and sends what is due now, until every lane has come to its end. */
export async function carryOut(ctx: TestContext, sender: Sender = new Sender(ctx)): Promise<void> {
  await applyRules(ctx);
  await sender.turn();
  await sender.rest();
}
