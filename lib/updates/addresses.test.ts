import { expect, it } from "vitest";
import { loadConfig } from "#lib/kernel/config.ts";
import type { Context } from "#lib/kernel/context.ts";
import { FakeClock } from "#lib/testing/fake-clock.ts";
import { addressesFor } from "#lib/updates/addresses.ts";

const file = { sha256: "a".repeat(64), fileName: "app.bin" };
const PATH = `/files/${file.sha256}/app.bin`;
const ORIGIN = "https://slipway.example.com";

function addressOf(env: Record<string, string>, product: { isPrivate: boolean }): string {
  const config = loadConfig({ SLIPWAY_ENCRYPTION_KEY: "an-encryption-key-that-only-tests-use-01", ...env });
  return addressesFor({ config, clock: new FakeClock() } as unknown as Context, product, ORIGIN)(file);
}

it("a public file is fetched from here, or from the cache that the environment names", () => {
  expect(addressOf({}, { isPrivate: false })).toBe(`${ORIGIN}${PATH}`);
  const cdn = { CDN_PROVIDER: "varnish", CDN_BASE_URL: "https://cdn.example.com/" };
  expect(addressOf(cdn, { isPrivate: false })).toBe(`https://cdn.example.com${PATH}`);
});

it("a private one is fetched from here in any case, by a signed address", () => {
  const address = addressOf({ CDN_PROVIDER: "varnish", CDN_BASE_URL: "https://cdn.example.com" }, { isPrivate: true });
  expect(address.startsWith(`${ORIGIN}${PATH}?`)).toBe(true);
});
