import { describe, expect, it, test } from "vitest";
import { fileAddress, readFileAddress } from "#lib/artifacts/rules/file-address.ts";
import { readCloudFrontLine, readLogLine } from "#lib/cdn/rules/access-log.ts";
import { readCacheState, readCacheWord } from "#lib/cdn/rules/cache-state.ts";
import { afterStep, DISTRIBUTION_STATES, isMoving, statesBefore } from "#lib/cdn/rules/distribution.ts";
import { probeAddress, readProbe, readProbeName, writeProbe } from "#lib/cdn/rules/probe.ts";
import { missingFor, readAwsKey } from "#lib/cdn/rules/provider.ts";
import { matchesPath, purgePathFault } from "#lib/cdn/rules/purge-path.ts";
import { basePathOf, baseUrlFault, regionNameFault } from "#lib/cdn/rules/region.ts";
import { ATTEMPTS_MAX, nextTryAfter } from "#lib/cdn/rules/retry.ts";
import { daysOf, firstDayOf, sumUp, sumUpByRegion } from "#lib/cdn/rules/stats.ts";
import { tally } from "#lib/cdn/rules/tally.ts";

const SHA = "a".repeat(64);
const OTHER_SHA = "b".repeat(64);

describe("The address of a file", () => {
  test.each(["app.bin", "root fs.swu", "größe/%.tar", "a?b#c", "…"])(
    "%s is read back as it was written",
    (fileName) => {
      const address = fileAddress({ sha256: SHA, fileName });
      expect(address).toMatch(/^\/files\/[0-9a-f]{64}\/[\x21-\x7e]+$/);
      expect(readFileAddress(address)).toEqual({ sha256: SHA, fileName });
      expect(readFileAddress(`${address}?download=1`)).toEqual({ sha256: SHA, fileName });
    },
  );

  it("is another one for another content, so that no cache can mistake the one for the other", () => {
    const [old, replaced] = [SHA, OTHER_SHA].map((sha256) => fileAddress({ sha256, fileName: "app.bin" }));
    expect(replaced).not.toBe(old);
  });

  test.each([
    "/",
    "/files/abc/app.bin",
    `/files/${SHA}/`,
    `/files/${SHA}/a/b`,
    `/files/${SHA}/%zz`,
    `/files/${SHA}/%00`,
    `/x/files/${SHA}/a`,
  ])("%s names no file", (address) => expect(readFileAddress(address)).toBeNull());
});

describe("A path to forget", () => {
  test.each(["/files/a", "/files/*", "/*", "/a%20b?x=1", "/feeds/app/latest.yml"])("%s is one", (path) =>
    expect(purgePathFault(path)).toBeNull(),
  );
  test.each([
    "",
    "files",
    "//host/a",
    "https://host/a",
    "/a b",
    "/a\nb",
    "/ä",
    "/a#b",
    "/a*b",
    "/**",
    '/a"b',
    `/${"a".repeat(2_000)}`,
  ])("%s is none", (path) => expect(purgePathFault(path)).not.toBeNull());

  it("with a star stands for all that begin so", () => {
    expect(matchesPath("/files/*", "/files/a")).toBe(true);
    expect(matchesPath("/files/a", "/files/a")).toBe(true);
    expect(matchesPath("/files/a", "/files/ab")).toBe(false);
    expect(matchesPath("/feeds/*", "/files/a")).toBe(false);
  });
});

describe("A cache's own word", () => {
  test.each([
    ["HIT", "hit"],
    ["hit", "hit"],
    ["Hit from cloudfront", "hit"],
    ["RefreshHit", "hit"],
    ["STALE", "hit"],
    ["UPDATING", "hit"],
    ["REVALIDATED", "hit"],
    ["MISS", "miss"],
    ["EXPIRED", "miss"],
    ["BYPASS", "miss"],
    ["DYNAMIC", "miss"],
    ["Miss", "miss"],
    ["pass", "miss"],
    ["Error", "unknown"],
    ["synth", "unknown"],
    ["-", "unknown"],
    ["", "unknown"],
  ])("%s is a %s", (word, state) => expect(readCacheWord(word)).toBe(state));

  test.each([
    [{ "cf-cache-status": "HIT", "x-cache": "MISS" }, "hit"],
    [{ "x-cache": "Miss from cloudfront" }, "miss"],
    [{ "x-varnish": "32770 3" }, "hit"],
    [{ "x-varnish": "32770", age: "0" }, "miss"],
    [{ age: "12" }, "hit"],
    [{ age: "0" }, "miss"],
    [{}, "unknown"],
  ] satisfies [Record<string, string>, string][])("%j says %s", (headers, state) =>
    expect(readCacheState((name) => (headers as Record<string, string>)[name])).toBe(state),
  );
});

describe("A file in a region", () => {
  test.each([
    ["pending", "warmed", "distributed"],
    ["pending", "gaveUp", "failed"],
    ["distributed", "invalidate", "invalidating"],
    ["failed", "invalidate", "invalidating"],
    ["invalidating", "forgotten", "pending"],
    ["distributed", "remove", "removing"],
    ["removing", "forgotten", "removed"],
    ["removed", "restore", "pending"],
    ["removed", "invalidate", null],
    ["removing", "warmed", null],
    ["distributed", "warmed", null],
  ] as const)("that is %s and %s becomes %s", (state, step, next) => expect(afterStep(state, step)).toBe(next));

  it("can be removed from everywhere that it may be", () => {
    expect(statesBefore("remove")).toEqual(["pending", "distributed", "invalidating", "failed"]);
    expect(DISTRIBUTION_STATES.filter(isMoving)).toEqual(["pending", "invalidating", "removing"]);
  });
});

it("A call is tried again with growing pauses, and not for ever", () => {
  const now = new Date(0);
  const pauses = Array.from({ length: ATTEMPTS_MAX }, (_, index) => nextTryAfter(index + 1, now)?.getTime() ?? null);
  expect(pauses.at(-1)).toBeNull();
  const growing = pauses.slice(0, -1).map(Number);
  expect(growing).toEqual(growing.toSorted((left, right) => left - right));
  expect(growing[0]).toBeLessThanOrEqual(5_000);
});

describe("Providers", () => {
  it("need what they cannot do without", () => {
    expect(missingFor("cloudflare", {}).map(({ path }) => path)).toEqual(["zoneId", "apiKey"]);
    expect(missingFor("cloudFront", { apiKey: "a:b" }).map(({ path }) => path)).toEqual(["distributionId"]);
    expect(missingFor("varnish", {})).toEqual([]);
  });

  it("of AWS have a key in two parts, or none", () => {
    expect(readAwsKey("AKIA:s3cr:et/+")).toEqual({ accessKeyId: "AKIA", secretAccessKey: "s3cr:et/+" });
    expect(readAwsKey("AKIA")).toBeNull();
    expect(readAwsKey(undefined)).toBeNull();
  });
});

describe("Regions", () => {
  test.each(["eu", "eu-central-1", "default", "a1"])("may be called %s", (name) =>
    expect(regionNameFault(name)).toBeNull(),
  );
  test.each(["", "EU", "-eu", "eu-", "e u", "origin", "a".repeat(41)])("may not be called %j", (name) =>
    expect(regionNameFault(name)).not.toBeNull(),
  );
  test.each(["https://cdn.example.com", "http://10.0.0.7:6081/slipway"])("may be at %s", (url) =>
    expect(baseUrlFault(url)).toBeNull(),
  );
  test.each(["cdn.example.com", "ftp://a", "https://u:p@a", "https://a?x", "https://a#x"])("may not be at %s", (url) =>
    expect(baseUrlFault(url)).not.toBeNull(),
  );
  it("may add a path before every other", () => {
    expect(basePathOf("https://a/slipway")).toBe("/slipway");
    expect(basePathOf("https://a")).toBe("");
    expect(basePathOf("")).toBe("");
  });
});

describe("The probe", () => {
  const nonce = "5b1f9b1a-3c9f-4b53-9d0a-6a0f4e5a1b11";
  it("is read back as it was written", () => {
    expect(readProbe(writeProbe({ nonce, servedAt: "2026" }))).toEqual({ nonce, servedAt: "2026" });
    expect(readProbeName(probeAddress(nonce).split("/").at(-1) ?? "")).toBe(nonce);
  });
  test.each(["", "x.bin", nonce, `${nonce}.bin.bin`, `../${nonce}.bin`])("is not at %j", (name) =>
    expect(readProbeName(name)).toBeNull(),
  );
  it("is none of ours where a page came back", () => expect(readProbe("<html>")).toBeNull());
});

describe("A line of an access log", () => {
  const line = (request: string, { status = 200, bytes = "1234", agent = "curl/8", cache = " HIT" } = {}) =>
    `192.0.2.7 - - [22/Nov/2026:23:30:00 -0100] "${request} HTTP/1.1" ${status} ${bytes} "-" "${agent}"${cache}`;
  const get = `GET /files/${SHA}/root%20fs.swu`;
  const file = { sha256: SHA, fileName: "root fs.swu" };

  it("of nginx tells of a download, on its day in UTC", () => {
    expect(readLogLine(line(get))).toEqual({ ...file, day: "2026-11-23", bytes: 1_234, isWhole: true, cache: "hit" });
  });
  it("of Varnish does too, with the whole address", () => {
    const varnish = line(`GET http://cdn.example.com/files/${SHA}/root%20fs.swu`, { cache: " miss" });
    expect(readLogLine(varnish)).toMatchObject({ ...file, cache: "miss" });
  });
  it("of a part counts its bytes alone", () => {
    expect(readLogLine(line(get, { status: 206 }))).toMatchObject({ isWhole: false, bytes: 1_234 });
  });
  it("without the cache's word, as the plain layout has it, is read too", () => {
    expect(readLogLine(line(get, { cache: "" }))).toMatchObject({ cache: "unknown" });
    expect(readLogLine(line(get, { cache: " -", bytes: "-" }))).toMatchObject({ cache: "unknown", bytes: 0 });
  });
  it("leads to a file below what the region's address adds", () => {
    const below = line(`GET /slipway/files/${SHA}/a`);
    expect(readLogLine(below, "/slipway")).toMatchObject({ fileName: "a" });
    expect(readLogLine(below)).toBeNull();
  });
  it("with quotes in the agent is not torn apart", () => {
    expect(readLogLine(line(get, { agent: 'a \\"b\\" c' }))).toMatchObject(file);
  });
  test.each([
    ["another address", line("GET /rollouts")],
    ["another method", line(`HEAD /files/${SHA}/a`)],
    ["no success", line(get, { status: 404 })],
    ["not modified", line(get, { status: 304 })],
    ["our own warm-up", line(get, { agent: "slipway-cdn" })],
    ["half a line", line(get).slice(0, 60)],
    ["no date", line(get).replace("Nov", "Nox")],
    ["nothing", ""],
  ])("tells of no download: %s", (_case, text) => expect(readLogLine(text)).toBeNull());

  it("of a size that no file has counts no bytes", () => {
    expect(readLogLine(line(get, { bytes: "9".repeat(30) }))).toMatchObject({ bytes: 0 });
  });

  it("made of brackets, as a stranger may name himself, is read in no time", () => {
    const startedAt = performance.now();
    for (let round = 0; round < 20; round++) expect(readLogLine(`10.0.0.1 - ${"[".repeat(16_000)} x`)).toBeNull();
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });

  it("of CloudFront is read by its tabs", () => {
    const fields = [
      "2026-11-22",
      "05:10:00",
      "FRA56-P1",
      "2048",
      "192.0.2.7",
      "GET",
      "d1.cloudfront.net",
      `/files/${SHA}/a`,
      "200",
      "-",
      "curl/8",
      "-",
      "-",
      "Hit",
    ];
    expect(readCloudFrontLine(fields.join("\t"))).toEqual({
      sha256: SHA,
      fileName: "a",
      day: "2026-11-22",
      bytes: 2_048,
      isWhole: true,
      cache: "hit",
    });
    expect(readCloudFrontLine("#Version: 1.0")).toBeNull();
  });

  it("adds up with the others by file and day", () => {
    const lines = [
      line(get),
      line(get, { cache: " MISS" }),
      line(get, { status: 206, bytes: "6" }),
      "garbage",
      line("GET /"),
    ];
    expect(tally(lines, "combined", "")).toEqual({
      lines: 5,
      downloads: 3,
      days: [{ ...file, day: "2026-11-23", downloads: 2, bytes: 2_474, hits: 2, misses: 1 }],
    });
  });
});

describe("Statistics", () => {
  const now = new Date("2026-11-22T01:00:00Z");
  it("have every day of their range, today the last", () => {
    expect(firstDayOf("7d", now)).toBe("2026-11-16");
    expect(daysOf("7d", now)).toHaveLength(7);
    expect(daysOf("30d", now).at(-1)).toBe("2026-11-22");
  });
  it("have no hit ratio where no cache said anything", () => {
    expect(sumUp([])).toMatchObject({ downloads: 0, hitRatio: null });
    expect(sumUp([{ downloads: 4, bytes: 8, hits: 3, misses: 1 }]).hitRatio).toBe(0.75);
  });
  it("name the region with the most downloads first", () => {
    const day = { day: "2026-11-22", bytes: 1, hits: 0, misses: 0 };
    const regions = sumUpByRegion([
      { region: "eu", downloads: 1, ...day },
      { region: "us", downloads: 5, ...day },
      { region: "eu", downloads: 2, ...day },
    ]);
    expect(regions.map(({ region, downloads }) => [region, downloads])).toEqual([
      ["us", 5],
      ["eu", 3],
    ]);
  });
});
