import { describe, expect, it } from "vitest";
import * as channel from "#components/notifications/channel-fields.ts";
import * as rule from "#components/notifications/rule-fields.ts";
import { createChannelInput, ruleFields } from "#lib/notifications/input.ts";
import type { ChannelView, RuleView } from "#lib/notifications/view.ts";

const common = {
  id: "0b6a5a0c-1f0e-4f7a-9d0e-2f6c1c9b7a11",
  name: "Releases",
  hasSecrets: true,
  enabled: true,
  disabledReason: null,
  failingSince: null,
  createdAt: "2026-01-01T00:00:00Z",
  createdBy: { kind: "system" as const },
};
const channels: ChannelView[] = [
  { ...common, kind: "webhook", settings: { url: "https://example.com/hook" } },
  { ...common, kind: "slack", settings: { mode: "bot", channel: "C1", apiUrl: "https://slack.com/api" } },
  { ...common, kind: "slack", settings: { mode: "incoming", channel: null, apiUrl: "https://slack.com/api" } },
  {
    ...common,
    kind: "email",
    settings: {
      host: "mail.example.com",
      port: 465,
      encryption: "tls",
      username: null,
      from: "a@example.com",
      to: ["b@example.com"],
    },
  },
];

describe("The form of a channel", () => {
  it.each(channels)("of $kind says what it was given, and no secret that was left empty", (view) => {
    const { secrets, ...body } = channel.bodyOf(channel.fieldsOf(view));
    expect(body).toEqual({ name: view.name, settings: view.settings });
    expect(secrets ?? {}).toEqual({});
  });

  it.each([
    { kind: "webhook" as const, url: " https://example.com " },
    { kind: "slack" as const, channel: "C1", token: "xoxb-1" },
    { kind: "slack" as const, mode: "incoming" as const, incomingUrl: "https://hooks.example.com/1" },
    { kind: "email" as const, host: "mail.example.com", from: "a@example.com", to: ["b@example.com"] },
  ])("of a new $kind is understood by the server", (fields) => {
    const filled = { ...channel.fieldsOf(undefined), ...fields, name: "New" };
    const body = { ...channel.bodyOf(filled), kind: filled.kind };
    expect(createChannelInput.safeParse(body).error).toBeUndefined();
  });
});

describe("The form of a rule", () => {
  const places = {
    products: [{ id: "5b1f9b1a-3c9f-4b53-9d0a-6a0f4e5a1b11", slug: "shop" }],
    environments: [{ id: "6b1f9b1a-3c9f-4b53-9d0a-6a0f4e5a1b11", slug: "production" }],
  };
  const view: RuleView = {
    id: common.id,
    name: "Nights",
    channelId: common.id,
    eventTypes: ["rollout_failed"],
    productIds: [places.products[0]?.id ?? ""],
    environmentIds: [],
    severity: "warning",
    quietHours: { timeZone: "UTC", from: "22:00", to: "06:00", days: [1, 2], exceptCritical: false },
    digestMinutes: 15,
    enabled: true,
    createdAt: common.createdAt,
    createdBy: common.createdBy,
  };

  it("says what it was given", () => {
    const { id: _id, enabled: _enabled, createdAt: _at, createdBy: _by, ...said } = view;
    const body = rule.bodyOf(rule.fieldsOf(view, places, "", "UTC"), places);
    expect(body).toEqual(said);
    expect(ruleFields.safeParse(body).error).toBeUndefined();
  });

  it("leaves out days where every day is meant, and knows what nothing bears", () => {
    const blank = rule.fieldsOf(undefined, places, common.id, "Europe/Berlin");
    const body = rule.bodyOf({ ...blank, isQuiet: true }, places);
    expect(body.quietHours).toEqual({ timeZone: "Europe/Berlin", from: "22:00", to: "07:00", exceptCritical: true });
    const mistyped = { ...blank, products: ["shop", "shpo"] };
    expect(rule.unknownIn(mistyped, places)).toEqual({ products: ["shpo"], environments: [] });
  });
});
