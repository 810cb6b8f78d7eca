import { describe, expect, test } from "vitest";
import { judgeAddress, parseAddress, type Reach } from "#lib/outbound/rules/address.ts";

function verdict(text: string, reach: Reach = "public", allow: string[] = []): string {
  const address = parseAddress(text);
  if (!address) return "name";
  const judged = judgeAddress(address, reach, allow);
  return judged.allowed ? "open" : judged.range;
}

describe("spellings of loopback are all refused", () => {
  test.each([
    "127.0.0.1",
    "127.0.0.1.",
    "127.1",
    "127.0.1",
    "127.255.255.254",
    "0x7f.1",
    "0x7f.0.0.1",
    "0x7f000001",
    "0X7F000001",
    "2130706433",
    "017700000001",
    "0177.0.0.1",
    "0177.1",
    "::1",
    "[::1]",
    "0:0:0:0:0:0:0:1",
    "0000:0000:0000:0000:0000:0000:0000:0001",
    "::ffff:127.0.0.1",
    "::ffff:7f00:1",
    "::FFFF:127.0.0.1",
    "[::ffff:127.0.0.1]",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::127.0.0.1",
  ])("%s", (text) => expect(verdict(text)).toBe("loopback"));
});

describe("ranges", () => {
  test.each([
    ["8.8.8.8", "open", "open"],
    ["2606:4700::1111", "open", "open"],
    ["64:ff9b::8.8.8.8", "open", "open"],
    ["10.0.0.1", "private", "open"],
    ["192.168.1.1", "private", "open"],
    ["172.16.0.1", "private", "open"],
    ["fd12::1", "uniqueLocal", "open"],
    ["100.64.0.1", "carrierGradeNat", "open"],
    ["127.0.0.1", "loopback", "open"],
    ["0.0.0.0", "unspecified", "unspecified"],
    ["0", "unspecified", "unspecified"],
    ["::", "unspecified", "unspecified"],
    ["169.254.169.254", "linkLocal", "linkLocal"],
    ["0xa9fea9fe", "linkLocal", "linkLocal"],
    ["::ffff:169.254.169.254", "linkLocal", "linkLocal"],
    ["fe80::1", "linkLocal", "linkLocal"],
    ["168.63.129.16", "metadata", "metadata"],
    ["100.100.100.200", "metadata", "metadata"],
    ["fd00:ec2::254", "metadata", "metadata"],
    ["224.0.0.1", "multicast", "multicast"],
    ["ff02::1", "multicast", "multicast"],
    ["255.255.255.255", "broadcast", "broadcast"],
    ["240.0.0.1", "reserved", "reserved"],
    ["192.0.0.192", "reserved", "reserved"],
    ["::7f00:1", "reserved", "reserved"],
    ["2002:7f00:1::", "6to4", "6to4"],
    ["2001:0:4136:e378:8000:63bf:3fff:fdd2", "teredo", "teredo"],
    ["2001:db8::1", "reserved", "reserved"],
    ["fec0::1", "deprecatedSiteLocal", "deprecatedSiteLocal"],
  ])("%s is %s to the public reach and %s to a named host", (text, open, named) => {
    expect(verdict(text, "public")).toBe(open);
    expect(verdict(text, "named")).toBe(named);
  });

  test("an allowed range opens exactly itself", () => {
    const allow = ["10.1.0.0/16", "169.254.169.254/32", "::1/128"];
    expect(verdict("10.1.2.3", "public", allow)).toBe("open");
    expect(verdict("::ffff:10.1.2.3", "public", allow)).toBe("open");
    expect(verdict("10.2.0.1", "public", allow)).toBe("private");
    expect(verdict("169.254.169.254", "public", allow)).toBe("open");
    expect(verdict("::1", "public", allow)).toBe("open");
    expect(verdict("127.0.0.1", "public", allow)).toBe("loopback");
  });

  test("a name is not an address", () => {
    expect(verdict("localhost")).toBe("name");
    expect(verdict("registry.acme.example")).toBe("name");
    expect(verdict("1.2.3.4.example")).toBe("name");
  });
});
