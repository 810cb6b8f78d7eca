import { expect, test } from "vitest";
import { basePoll, basePollTag, type BasePollFacts } from "#lib/hawkbit/rules/base-poll.ts";

const facts: BasePollFacts = {
  origin: "https://updates.example.com:8443",
  tenant: "DEFAULT",
  controllerId: "kiosk 7/left",
  sleepSeconds: 60,
  todo: null,
  installedActionId: null,
  wantsAttributes: false,
};
const root = "https://updates.example.com:8443/DEFAULT/controller/v1/kiosk%207%2Fleft";

test("nothing to do has no links at all", () => {
  expect(basePoll(facts)).toEqual({ config: { polling: { sleep: "00:01:00" } } });
});

test.each([
  [0, "00:00:01"],
  [0.4, "00:00:01"],
  [59.6, "00:01:00"],
  [3_661, "01:01:01"],
  [200_000, "23:59:59"],
])("a pause of %s seconds is written %s", (sleepSeconds, sleep) => {
  expect(basePoll({ ...facts, sleepSeconds }).config.polling.sleep).toBe(sleep);
});

test("every link leads back by the way the device came, and a cancellation bears no query", () => {
  const all = { ...facts, installedActionId: 41, wantsAttributes: true };
  expect(basePoll({ ...all, todo: { kind: "deploymentBase", actionId: 42, stamp: 17 } })._links).toEqual({
    deploymentBase: { href: `${root}/deploymentBase/42?c=17` },
    installedBase: { href: `${root}/installedBase/41` },
    configData: { href: `${root}/configData` },
  });
  expect(basePoll({ ...facts, todo: { kind: "cancelAction", actionId: 42 } })._links).toEqual({
    cancelAction: { href: `${root}/cancelAction/42` },
  });
});

test("two answers at one address have the same tag only where they are the same", () => {
  const answers: BasePollFacts[] = [
    facts,
    { ...facts, origin: "https://[::1]:8443" },
    { ...facts, sleepSeconds: 61 },
    { ...facts, installedActionId: 1 },
    { ...facts, wantsAttributes: true },
    { ...facts, todo: { kind: "cancelAction", actionId: 1 } },
    { ...facts, todo: { kind: "deploymentBase", actionId: 1, stamp: 2 } },
    { ...facts, todo: { kind: "deploymentBase", actionId: 1, stamp: 3 } },
    { ...facts, todo: { kind: "confirmationBase", actionId: 1, stamp: 2 } },
  ];
  expect(new Set(answers.map(basePollTag)).size).toBe(answers.length);
  // RFC 9110, entity-tag: visible ASCII without quotes between two of them.
  for (const tag of answers.map(basePollTag)) expect(tag).toMatch(/^"[\x21\x23-\x7e]+"$/);
  expect(basePollTag({ ...facts, origin: 'http://"odd host"é' })).toMatch(/^"[\x21\x23-\x7e]+"$/);
});
