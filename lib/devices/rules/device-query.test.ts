import { describe, expect, it, test } from "vitest";
import { findDeviceQueryFault, readDeviceQuery } from "#lib/devices/rules/device-query.ts";
import { momentOf, readTime } from "#lib/devices/rules/query/time.ts";

describe("readDeviceQuery", () => {
  test.each(["kiosk", "shop (old), Berlin; it's", "%", "and", "100%!"])("takes %s for a part of a name", (text) => {
    expect(readDeviceQuery(text)).toEqual({ query: { kind: "words", text } });
  });

  test.each([
    "NAME==a*;ID==7f0d1e0a-7c5c-4a5e-9d1a-0b7f1e1c2d3e",
    "attribute.hw.rev>=2",
    "attribute.'a b'!=''",
    "app.acme.gateway.version>=1.5.0-rc.1",
    "app.version.version==1",
    "app.gateway.digest==sha256:*",
    "online==TRUE;lastSeen<-7d;created>=2026-11-21",
    "lastSeen==''",
    "lastSeen>1763700000000",
    "controllerId=in=(a,b);fleet=out=('');tag!=x;address==10.*",
  ])("reads %s", (text) => {
    expect(findDeviceQueryFault(text)).toBeNull();
  });

  test.each([
    ["model==x", 0, "At character 1, “model”: there is no such field. There are name, id,"],
    ["attribute.==x", 0, "there is no such field"],
    ["tag==a;app.gateway==1", 7, "and app.<product>.digest."],
    ["a\0b", 1, "a text cannot have a zero character"],
    ["tag<b", 3, "tag knows ==, !=, =in= and =out= only, not <."],
    ["online==maybe", 8, "online is either true or false"],
    ["online>true", 6, "online knows == and != only, not >."],
    ["lastSeen<yesterday", 9, "lastSeen is a time: write it as 2026-11-21"],
    ["created=in=(2026-11-21)", 7, "created is a time and knows"],
    ["created<-7x", 8, "created is a time"],
    ["app.gateway.version>latest", 20, "compares SemVer versions"],
  ])("refuses %s", (text, start, sentence) => {
    const fault = findDeviceQueryFault(text);
    expect(fault?.message).toContain(sentence);
    expect(fault?.start).toBe(start);
  });
});

describe("readTime", () => {
  const now = new Date("2026-11-21T12:00:00Z");
  test.each([
    ["2026-11-21", "2026-11-21T00:00:00.000Z"],
    ["2026-11-21T10:00:00+02:00", "2026-11-21T08:00:00.000Z"],
    ["1763712000000", "2025-11-21T08:00:00.000Z"],
    ["-90s", "2026-11-21T11:58:30.000Z"],
    ["-15m", "2026-11-21T11:45:00.000Z"],
    ["-12h", "2026-11-21T00:00:00.000Z"],
    ["-7d", "2026-11-14T12:00:00.000Z"],
    ["-4w", "2026-10-24T12:00:00.000Z"],
  ])("reads %s", (text, moment) => {
    const point = readTime(text);
    expect(point && momentOf(point, now).toISOString()).toBe(moment);
  });

  it.each(["", "today", "2026-13-01", "2026-11-21T10:00", "-7", "7d", "-1y"])("refuses %s", (text) => {
    expect(readTime(text)).toBeNull();
  });
});
