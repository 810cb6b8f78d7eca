import { expect, it, test } from "vitest";
import { raucConfig, suggestTenant, swupdateConfig } from "#components/enroll/commands.ts";

const credentials = {
  origin: "https://slipway.example.com:8443",
  tenant: "BOATS",
  controllerId: 'SN"7\\',
  token: { kind: "target", value: "abc" },
} as const;

it("writes swupdate.cfg as libconfig reads it", () => {
  const written = swupdateConfig(credentials);
  expect(written).toContain(String.raw`  id           = "SN\"7\\";`);
  expect(written).toContain('  targettoken  = "abc";');
  expect(swupdateConfig({ ...credentials, token: { kind: "gateway", value: "x" } })).toContain('gatewaytoken = "x";');
});

it("tells rauc-hawkbit-updater host, port and whether to encrypt", () => {
  const written = raucConfig({ ...credentials, token: { kind: "gateway", value: "x" } });
  expect(written).toContain("hawkbit_server           = slipway.example.com:8443\nssl                      = true");
  expect(written).toContain("gateway_token            = x");
  expect(raucConfig({ ...credentials, origin: "http://10.0.0.1:3000" })).toContain("ssl                      = false");
});

test.each([
  ["shops", "SHOPS"],
  ["Läden & Kioske (EU)", "L-DEN-KIOSKE-EU"],
  ["…", ""],
])("suggests for the fleet %s the tenant %s", (fleet, tenant) => {
  expect(suggestTenant(fleet)).toBe(tenant);
});
