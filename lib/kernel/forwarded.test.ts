import { describe, expect, it } from "vitest";
import { forwardedAddress, forwardedOrigin, isTrusted, parseTrustedProxies } from "#lib/kernel/forwarded.ts";

const proxies = parseTrustedProxies(["127.0.0.0/8", "10.0.0.0/8", "fd00::/8"]);
const reading = (headers: Record<string, string>) => (name: string) => headers[name] ?? null;

describe("the caller's address", () => {
  it.each<[string | null, Record<string, string>, string | null]>([
    ["203.0.113.9", {}, "203.0.113.9"],
    ["203.0.113.9", { "x-forwarded-for": "198.51.100.1" }, "203.0.113.9"],
    ["127.0.0.1", {}, "127.0.0.1"],
    ["127.0.0.1", { "x-forwarded-for": "1.1.1.1, 198.51.100.1" }, "198.51.100.1"],
    ["127.0.0.1", { "x-forwarded-for": "1.1.1.1, 198.51.100.1, 10.2.3.4" }, "198.51.100.1"],
    ["127.0.0.1", { "x-forwarded-for": "10.1.1.1,10.2.3.4" }, "10.1.1.1"],
    ["127.0.0.1", { "x-forwarded-for": "198.51.100.1, nonsense, 10.2.3.4" }, "10.2.3.4"],
    ["127.0.0.1", { "x-forwarded-for": "nonsense" }, "127.0.0.1"],
    ["127.0.0.1", { "x-forwarded-for": "::ffff:198.51.100.1" }, "198.51.100.1"],
    ["fd00::1", { "x-forwarded-for": "2001:db8::7" }, "2001:db8::7"],
    ["127.0.0.1", { forwarded: 'for="[2001:db8::7]:4711";proto=https' }, "2001:db8::7"],
    ["127.0.0.1", { forwarded: "for=198.51.100.1:80, for=10.0.0.1" }, "198.51.100.1"],
    // nginx passes on what the caller wrote there.
    ["127.0.0.1", { forwarded: "for=198.51.100.1", "x-forwarded-for": "198.51.100.9" }, "198.51.100.9"],
    ["127.0.0.1", { forwarded: "for=198.51.100.1", "x-forwarded-proto": "https" }, "127.0.0.1"],
    [null, { "x-forwarded-for": "198.51.100.1" }, null],
  ])("from %s with %j is %s", (socket, headers, address) => {
    expect(forwardedAddress(socket, reading(headers), proxies)).toBe(address);
  });
});

describe("the origin", () => {
  it.each<[Record<string, string>, boolean, string]>([
    [{ host: "slipway.example:3000" }, false, "http://slipway.example:3000"],
    [{ host: "inner", "x-forwarded-host": "outer.example", "x-forwarded-proto": "https" }, false, "http://inner"],
    [
      { host: "inner", "x-forwarded-host": "outer.example", "x-forwarded-proto": "https" },
      true,
      "https://outer.example",
    ],
    [{ host: "inner", "x-forwarded-proto": "https" }, true, "https://inner"],
    [{ host: "inner", "x-forwarded-proto": "https", "x-forwarded-port": "8443" }, true, "https://inner:8443"],
    [{ host: "inner", "x-forwarded-proto": "https", "x-forwarded-port": "443" }, true, "https://inner"],
    [{ host: "inner", "x-forwarded-host": "a.example:81", "x-forwarded-port": "82" }, true, "http://a.example:81"],
    [{ host: "inner", "x-forwarded-host": "a.example, b.example" }, true, "http://a.example"],
    [{ host: "inner", "x-forwarded-host": "evil.example/path" }, true, "http://inner"],
    [{ host: "inner", "x-forwarded-port": "99999" }, true, "http://inner"],
    [{ host: "[2001:db8::1]:3000" }, false, "http://[2001:db8::1]:3000"],
    [
      { host: "inner", forwarded: 'for=1.2.3.4;proto=https;host="outer.example:8443"' },
      true,
      "https://outer.example:8443",
    ],
    [{ host: "a b" }, false, "http://listening.example:3000"],
    [{}, false, "http://listening.example:3000"],
  ])("%j, trusted: %s, is %s", (headers, isTrustedProxy, origin) => {
    const fallbackHost = "listening.example:3000";
    expect(forwardedOrigin({ header: reading(headers), isTrustedProxy, fallbackHost })).toBe(origin);
  });
});

it("trusts ranges of the address's own kind only", () => {
  expect(isTrusted(proxies, "10.255.0.1")).toBe(true);
  expect(isTrusted(proxies, "11.0.0.1")).toBe(false);
  expect(isTrusted(proxies, "fd12::1")).toBe(true);
  expect(isTrusted(proxies, "::1")).toBe(false);
  expect(isTrusted([], "127.0.0.1")).toBe(false);
  expect(isTrusted(proxies, null)).toBe(false);
});
