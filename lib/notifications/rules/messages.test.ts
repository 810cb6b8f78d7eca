import { describe, expect, it } from "vitest";
import { toNotice, type Message, type Notice, type ToldEvent } from "#lib/notifications/rules/notice.ts";
import { wordForMail } from "#lib/notifications/rules/mail-message.ts";
import { wordForSlack } from "#lib/notifications/rules/slack-message.ts";
import { wordForWebhook } from "#lib/notifications/rules/webhook-message.ts";

const PUBLIC = "https://slipway.example.com";
const product = { id: "0b6a5a0c-1f0e-4f7a-9d0e-2f6c1c9b7a11", slug: "shop", name: "Shop <script>" };
const event: ToldEvent = {
  seq: 7,
  type: "rollout_paused",
  at: "2026-06-01T12:34:56.000Z",
  subject: { kind: "rollout", id: "r1" },
  rolloutId: "r1",
  actor: { kind: "user", id: "u1", name: "Ada & Co" },
  data: { number: 12, reason: `<img src=x onerror="alert(1)">` },
};
const notice = toNotice(event, product);
const single: Message = { kind: "notice", notice };
const many = (count: number): Notice[] => Array.from({ length: count }, (_, seq) => ({ ...notice, seq }));

describe("A message", () => {
  it("asks for approval where somebody has to say yes", () => {
    const asks = (over: Partial<ToldEvent>) => toNotice({ ...event, ...over }, null).asksApproval;
    expect(asks({ type: "rollback_plan_created" })).toBe(true);
    expect(asks({ type: "stage_waiting", data: { reason: "Waits for 2 more approvals. Please." } })).toBe(true);
    expect(asks({ type: "stage_waiting", data: { reason: "Waits for one more approval." } })).toBe(true);
    expect(asks({ type: "stage_waiting", data: { reason: "Waits until 22:00." } })).toBe(false);
  });

  it("by webhook is the same at every try", () => {
    const at = new Date("2026-06-01T12:35:00Z");
    expect(wordForWebhook(single, at, PUBLIC)).toBe(wordForWebhook(single, at, PUBLIC));
    expect(JSON.parse(wordForWebhook(single, at, PUBLIC))).toMatchObject({
      type: "rollout_paused",
      timestamp: event.at,
      data: { seq: 7, url: `${PUBLIC}/rollouts/r1`, product: { slug: "shop" }, event: event.data },
    });
    expect(JSON.parse(wordForWebhook(single, at, null))).toMatchObject({ data: { url: null } });
  });
});

describe("In Slack", () => {
  it("nothing is a mention or a link that somebody else wrote", () => {
    const text = JSON.stringify(wordForSlack(single, PUBLIC).blocks);
    expect(text).toContain("&lt;img");
    expect(text).toContain("Ada &amp; Co");
    expect(text).not.toContain("<img");
  });

  it("long texts and long digests stay within what Slack takes", () => {
    const long = { ...notice, text: "x".repeat(9_000), cause: "y".repeat(9_000) };
    const messages: Message[] = [
      { kind: "notice", notice: long },
      {
        kind: "digest",
        rule: "z".repeat(100),
        notices: many(200).map((one) => ({ ...one, text: long.text })),
        more: 5,
      },
    ];
    for (const message of messages) {
      const { blocks } = wordForSlack(message, PUBLIC);
      expect(blocks.length).toBeLessThanOrEqual(50);
      for (const { text } of blocks as { text?: { text: string } }[]) {
        expect(text?.text.length ?? 0).toBeLessThanOrEqual(3_000);
      }
    }
    expect(JSON.stringify(wordForSlack(messages[1] ?? single, PUBLIC))).toContain("and 165 others");
  });
});

describe("A mail", () => {
  it("says the same in text and in HTML, and runs nothing", () => {
    const { subject, text, html } = wordForMail(single, PUBLIC, null);
    expect(subject).toBe("[Shop <script>] Rollout #12 paused");
    for (const part of [text, html]) {
      expect(part).toContain("Rollout #12 paused");
      expect(part).toContain(`${PUBLIC}/rollouts/r1`);
      expect(part).toContain("2026-06-01 12:34 UTC");
    }
    expect(html).not.toMatch(/<script|<img/);
  });

  it("knows the dark", () => {
    const { html } = wordForMail(single, PUBLIC, null);
    expect(html).toContain(`<meta name="color-scheme" content="light dark">`);
    expect(html).toContain("prefers-color-scheme: dark");
  });

  it("keeps the subject of its thread, on one line", () => {
    expect(wordForMail(single, PUBLIC, "Rollout #12 started").subject).toBe("Rollout #12 started");
    const odd = { ...notice, text: `Line\r\nBcc: everybody ${"x".repeat(500)}` };
    const { subject } = wordForMail({ kind: "notice", notice: odd }, null, null);
    expect(subject).not.toMatch(/[\r\n]/);
    expect(subject.length).toBeLessThanOrEqual(200);
  });

  it("tells of many and of those left out", () => {
    const { subject, text } = wordForMail({ kind: "digest", rule: "Nights", notices: many(3), more: 4 }, null, null);
    expect(subject).toBe("7 events for “Nights”");
    expect(text).toContain("and 4 others");
  });
});
