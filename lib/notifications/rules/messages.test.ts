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
    expect(asks({ type: "rollback_plan_created", data: { missingApprovals: 1 } })).toBe(true);
    expect(asks({ type: "rollback_plan_created", data: { trigger: "automatic" } })).toBe(false);
    expect(asks({ type: "stage_waiting", data: { reason: "Whoever is awake", missingApprovals: 2 } })).toBe(true);
    expect(asks({ type: "stage_waiting", data: { reason: "Waits for one more approval." } })).toBe(false);
    expect(asks({ type: "deployment_override_requested" })).toBe(true);
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

  it("the plain text mentions nobody either, and what looks like a name stays text", () => {
    const loud = { ...notice, text: "<!channel> @here #general https://evil.example" };
    for (const message of [
      { kind: "notice", notice: loud },
      { kind: "digest", rule: "<!here>", notices: [loud], more: 0 },
      { kind: "test", channel: "<!everyone>", by: null },
    ] satisfies Message[]) {
      const { text, blocks } = wordForSlack(message, PUBLIC);
      expect(text).not.toMatch(/<[!@#]/);
      for (const { type, text: worded } of blocks as { type: string; text?: { verbatim?: boolean } }[]) {
        if (type === "section") expect(worded?.verbatim).toBe(true);
      }
    }
  });

  it("a text is no longer than Slack takes after it was escaped, and a link stays one", () => {
    const marks = { ...notice, text: "&".repeat(2_000), cause: "<".repeat(2_000) };
    const { blocks } = wordForSlack({ kind: "notice", notice: marks }, PUBLIC);
    const texts = (blocks as { text?: { text: string }; elements?: { text?: unknown }[] }[]).flatMap(
      ({ text, elements = [] }) => [
        text?.text ?? "",
        ...elements.flatMap((one) => (typeof one.text === "string" ? [one.text] : [])),
      ],
    );
    for (const text of texts) {
      expect(text.length).toBeLessThanOrEqual(3_000);
      expect(text.replaceAll(/&(amp|lt|gt);/g, "")).not.toContain("&");
    }
    const odd = { ...notice, text: `a|b\n${"x".repeat(5_000)}` };
    const digest = wordForSlack({ kind: "digest", rule: "r", notices: [odd], more: 0 }, PUBLIC);
    const [, line] = digest.blocks as { text?: { text: string } }[];
    expect(line?.text?.text).toMatch(/<https:\/\/[^|\n]+\|a¦b [^|\n]+>/);
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
    const { blocks } = wordForSlack(messages[1] ?? single, PUBLIC);
    expect(JSON.stringify(blocks).length).toBeLessThan(15_000);
    const told = blocks.filter(({ type }) => type === "section").length;
    expect(JSON.stringify(blocks)).toContain(`and ${205 - told} others`);
  });
});

describe("A mail", () => {
  const mailing = { publicUrl: PUBLIC, threadTitle: null, rule: "Ours <b>" };
  const nowhere = { publicUrl: null, threadTitle: null, rule: null };

  it("says by which rule it comes, and where to change that", () => {
    const { text, html } = wordForMail(single, mailing);
    expect(text).toContain(`the rule “Ours <b>”. Change it: ${PUBLIC}/settings/notifications`);
    expect(html).toContain(`href="${PUBLIC}/settings/notifications"`);
    expect(html).toContain("“Ours &lt;b&gt;”");
    expect(wordForMail(single, nowhere).text).not.toContain("rule");
  });

  it("says the same in text and in HTML, and runs nothing", () => {
    const { subject, text, html } = wordForMail(single, mailing);
    expect(subject).toBe("[Shop <script>] Rollout #12 paused");
    for (const part of [text, html]) {
      expect(part).toContain("Rollout #12 paused");
      expect(part).toContain(`${PUBLIC}/rollouts/r1`);
      expect(part).toContain("2026-06-01 12:34 UTC");
    }
    expect(html).not.toMatch(/<script|<img/);
  });

  it("knows the dark", () => {
    const { html } = wordForMail(single, mailing);
    expect(html).toContain(`<meta name="color-scheme" content="light dark">`);
    expect(html).toContain("prefers-color-scheme: dark");
  });

  it("keeps the subject of its thread, on one line", () => {
    expect(wordForMail(single, { ...mailing, threadTitle: "Rollout #12 started" }).subject).toBe("Rollout #12 started");
    const odd = { ...notice, text: `Line\r\nBcc: everybody ${"x".repeat(500)}` };
    const { subject } = wordForMail({ kind: "notice", notice: odd }, nowhere);
    expect(subject).not.toMatch(/[\r\n]/);
    expect(subject.length).toBeLessThanOrEqual(200);
  });

  it("tells of many and of those left out", () => {
    const { subject, text } = wordForMail({ kind: "digest", rule: "Nights", notices: many(3), more: 4 }, nowhere);
    expect(subject).toBe("7 events for “Nights”");
    expect(text).toContain("and 4 others");
  });
});
