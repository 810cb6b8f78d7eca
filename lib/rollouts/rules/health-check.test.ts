import { describe, expect, test } from "vitest";
import {
  fillPlaceholders,
  firstProbeAt,
  healthCheckConfigInput,
  judgeProbe,
  parseHostAndPort,
  serverCheckOf,
  type PlaceholderValues,
} from "#lib/rollouts/rules/health-check.ts";

const now = new Date("2026-01-05T09:00:00Z");
const values: PlaceholderValues = {
  device_ip: "10.0.0.7",
  device_id: "d-1",
  device_name: "shop/7 @rear",
  image: "r.example/app",
  tag: "1.2.0",
  version: null,
};

describe("healthCheckConfigInput", () => {
  test.each([
    [{ type: "http", endpoint: "http://{device_ip}:80/health" }],
    [{ type: "http", endpoint: "https://probe.example/{device_id}?tag={tag}", by: "server", expectedBody: "ok" }],
    [{ type: "tcp", endpoint: "{device_ip}:8080", by: "server", retries: 0 }],
    [{ type: "tcp", endpoint: "tcp://{device_ip}:8080" }],
    [{ type: "container", container: "app", expectedState: "healthy" }],
    [{ type: "self" }],
  ])("takes %j", (config) => {
    expect(healthCheckConfigInput.safeParse(config).error).toBeUndefined();
  });

  test.each<[object, RegExp]>([
    [{ type: "http" }, /expected string/],
    [{ type: "http", endpoint: "ftp://{device_ip}/" }, /http or https/],
    [{ type: "http", endpoint: "http://{device_mac}/" }, /placeholders are \{device_ip\}/],
    [{ type: "http", endpoint: "http://x/", expectedStatusCode: 42 }, /expected number/],
    [{ type: "tcp", endpoint: "{device_ip}" }, /host:port/],
    [{ type: "tcp", endpoint: "{device_ip}:99999" }, /host:port/],
    [{ type: "container", by: "server" }, /must be device/],
    [{ type: "self", by: "server" }, /must be device/],
    [{ type: "ping" }, /./],
    [{ type: "http", endpoint: "http://x/", interval: 3 }, /interval/],
  ])("refuses %j", (config, message) => {
    expect(healthCheckConfigInput.safeParse(config).error?.message).toMatch(message);
  });
});

describe("fillPlaceholders", () => {
  test.each([
    ["http://{device_ip}:80/health", "http://10.0.0.7:80/health"],
    ["http://probe/{device_name}", "http://probe/shop%2F7%20%40rear"],
    ["http://probe/", "http://probe/"],
    ["http://probe/{version}", null],
  ])("%s becomes %s", (endpoint, expected) => {
    expect(fillPlaceholders(endpoint, values)).toBe(expected);
  });

  test("an address of IPv6 is put into brackets", () => {
    const filled = fillPlaceholders("http://{device_ip}:80/", { ...values, device_ip: "2001:db8::1" });
    expect(filled).toBe("http://[2001:db8::1]:80/");
  });

  test("a device without an address cannot be probed", () => {
    expect(fillPlaceholders("{device_ip}:80", { ...values, device_ip: null })).toBeNull();
  });
});

test.each([
  ["10.0.0.7:80", { host: "10.0.0.7", port: 80 }],
  ["tcp://device.local:1", { host: "device.local", port: 1 }],
  ["[2001:db8::1]:8080", { host: "[2001:db8::1]", port: 8080 }],
  ["2001:db8::1:8080", null],
  ["host:0", null],
  ["host:65536", null],
  ["host", null],
  ["user@host:80", null],
  ["host:80/path", null],
])("host and port of %s", (text, expected) => {
  expect(parseHostAndPort(text)).toEqual(expected);
});

describe("probes of the server", () => {
  const config = healthCheckConfigInput.parse({ type: "tcp", endpoint: "{device_ip}:1", by: "server", retries: 2 });
  const check = serverCheckOf({ healthCheckEnabled: true, healthCheckConfig: config })!;

  test("begin after the grace period", () => {
    expect(firstProbeAt(check, now)).toEqual(new Date("2026-01-05T09:00:10Z"));
  });

  test.each([
    [1, "tryAgain"],
    [2, "tryAgain"],
    [3, "unhealthy"],
  ])("a failed probe, the %ith: %s", (attempts, expected) => {
    expect(judgeProbe(check, { kind: "failed", reason: "refused" }, attempts, now).kind).toBe(expected);
  });

  test("one that passes ends the check", () => {
    expect(judgeProbe(check, { kind: "passed" }, 3, now)).toEqual({ kind: "healthy" });
  });

  test("are not made where the device checks itself, or nobody does", () => {
    expect(serverCheckOf({ healthCheckEnabled: false, healthCheckConfig: config })).toBeNull();
    expect(serverCheckOf({ healthCheckEnabled: true, healthCheckConfig: null })).toBeNull();
    const self = healthCheckConfigInput.parse({ type: "self" });
    expect(serverCheckOf({ healthCheckEnabled: true, healthCheckConfig: self })).toBeNull();
  });
});
