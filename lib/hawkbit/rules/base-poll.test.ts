import { expect, test } from "vitest";
import { basePoll, type BasePollFacts } from "#lib/hawkbit/rules/base-poll.ts";

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
