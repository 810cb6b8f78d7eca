import { describe, expect, it } from "vitest";
import { readDuration, writeDuration } from "#lib/hawkbit/rules/duration.ts";
import { settingFault, settingKeys, settingRules, toSettings, type SettingKey } from "#lib/hawkbit/rules/settings.ts";

describe("durations", () => {
  it.each([
    ["00:05:00", 300],
    ["23:59:59", 86_399],
    ["02:00", 7_200],
    ["99:00:00", 356_400],
    ["0:05:00", null],
    ["00:60:00", null],
    ["00:00:60", null],
    ["PT5M", null],
    ["", null],
  ])("%s is %s seconds", (text, seconds) => {
    expect(readDuration(text)).toBe(seconds);
  });

  it.each([
    [0, "00:00:00"],
    [60.9, "00:01:00"],
    [86_399, "23:59:59"],
    [1_000_000, "23:59:59"],
    [-5, "00:00:00"],
  ])("%s seconds are written %s", (seconds, text) => {
    expect(writeDuration(seconds)).toBe(text);
  });
});

describe("settings", () => {
  it.each<[SettingKey, unknown, boolean]>([
    ["pollingTime", "00:00:30", true],
    ["pollingTime", "23:59:59", true],
    ["pollingTime", "00:00:29", false],
    ["pollingTime", "24:00:00", false],
    ["pollingTime", "00:05", false],
    ["pollingTime", 300, false],
    ["pollingOverdueTime", "00:00:00", true],
    ["authentication.targettoken.enabled", true, true],
    ["authentication.targettoken.enabled", "true", false],
    ["authentication.targettoken.enabled", null, false],
    ["authentication.gatewaytoken.key", "", true],
    ["authentication.gatewaytoken.key", "bhVahL1Il1shie2aj2poojeChee6ahShu", true],
    ["authentication.gatewaytoken.key", "with a blank", false],
    ["authentication.gatewaytoken.key", "x".repeat(257), false],
    ["authentication.gatewaytoken.key", false, false],
    ["authentication.header.authority", "a,b;c", true],
  ])("%s may be %j: %s", (key, value, isRight) => {
    expect(settingFault(key, value) === null).toBe(isRight);
  });

  it("have defaults that are right values themselves", () => {
    for (const key of settingKeys) {
      const value = settingRules[key].default;
      if (value !== null) expect(settingFault(key, value), key).toBeNull();
    }
  });

  it("let device tokens in, and nothing else, where nothing was set", () => {
    expect(toSettings(new Map())).toEqual({
      pollingSeconds: null,
      pollingOverdueSeconds: 300,
      targetToken: { enabled: true },
      gatewayToken: { enabled: false, key: null },
      header: { enabled: false, authorities: [] },
      autoclose: false,
      userConsent: false,
    });
  });

  it("work each by itself", () => {
    const settings = toSettings(
      new Map<SettingKey, string | boolean>([
        ["pollingTime", "00:10:00"],
        ["authentication.gatewaytoken.key", "secret"],
        ["authentication.header.authority", " CN=Ours ; AB:CD, "],
        ["authentication.header.enabled", true],
      ]),
    );
    expect(settings).toMatchObject({
      pollingSeconds: 600,
      gatewayToken: { enabled: false, key: "secret" },
      header: { enabled: true, authorities: ["cn=ours", "ab:cd"] },
    });
  });
});
