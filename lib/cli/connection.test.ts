import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { findConnection, URL_DEFAULT } from "#lib/cli/connection.ts";
import { chooseProfile, profilesFile, readProfiles, removeProfile, saveProfile } from "#lib/cli/profiles.ts";

const PROD = { url: "https://slipway.example.com", token: "slp_prod" };
const STAGING = { url: "https://staging.example.com/slipway", token: "slp_staging" };

let folder = "";
let before: string | undefined;
beforeEach(async () => {
  before = process.env.XDG_CONFIG_HOME;
  folder = await mkdtemp(path.join(tmpdir(), "slipway-profiles-"));
  process.env.XDG_CONFIG_HOME = folder;
});
afterEach(async () => {
  if (before === undefined) delete process.env.XDG_CONFIG_HOME;
  else process.env.XDG_CONFIG_HOME = before;
  await rm(folder, { recursive: true });
});

function keepBoth(): void {
  saveProfile("staging", STAGING);
  saveProfile("default", PROD);
}

it("keeps profiles where only their owner reads them, and nothing of a token elsewhere", () => {
  keepBoth();
  expect(profilesFile()).toBe(path.join(folder, "slipway", "profiles.json"));
  expect(statSync(profilesFile()).mode & 0o777).toBe(0o600);
  expect(statSync(path.dirname(profilesFile())).mode & 0o777).toBe(0o700);
  expect(readProfiles()).toEqual({ current: "default", profiles: { staging: STAGING, default: PROD } });
});

it("closes a file that others could read", () => {
  keepBoth();
  chmodSync(profilesFile(), 0o644);
  readProfiles();
  expect(statSync(profilesFile()).mode & 0o777).toBe(0o600);
});

it("ignores a configuration home that is not absolute, as the specification says", () => {
  expect(profilesFile({ XDG_CONFIG_HOME: "relative" })).toMatch(/\.config\/slipway\/profiles\.json$/);
});

it.each(["{", "[]", '{"current":"a","profiles":{"a":{"url":"nowhere","token":"t"}}}', '{"current":1,"profiles":{}}'])(
  "says of a damaged file that it is damaged: %s",
  (content) => {
    keepBoth();
    writeFileSync(profilesFile(), content);
    expect(() => readProfiles()).toThrow(/is damaged/);
    expect(readFileSync(profilesFile(), "utf8")).toBe(content);
  },
);

it("forgets a profile, and chooses another only where there is no choice", () => {
  keepBoth();
  saveProfile("third", { url: "http://localhost:3000", token: "slp_third" });
  removeProfile("third");
  expect(readProfiles().current).toBeNull();
  chooseProfile("default");
  removeProfile("default");
  expect(readProfiles()).toEqual({ current: "staging", profiles: { staging: STAGING } });
  removeProfile("staging");
  expect(readProfiles()).toEqual({ current: null, profiles: {} });
});

it.each([
  ["nothing", {}, {}, { url: PROD.url, token: "slp_prod", profile: "default" }],
  ["the environment", {}, { SLIPWAY_URL: "http://e", SLIPWAY_TOKEN: "slp_e" }, { url: "http://e", token: "slp_e" }],
  [
    "options and the environment",
    { url: "http://o", token: "slp_o" },
    { SLIPWAY_URL: "http://e", SLIPWAY_TOKEN: "slp_e" },
    { url: "http://o", token: "slp_o" },
  ],
  ["a token of the environment", {}, { SLIPWAY_TOKEN: "slp_e" }, { url: PROD.url, token: "slp_e" }],
  ["a profile of the environment", {}, { SLIPWAY_PROFILE: "staging" }, { ...STAGING, profile: "staging" }],
  [
    "a profile, over the environment",
    { profile: "staging" },
    { SLIPWAY_URL: "http://e", SLIPWAY_TOKEN: "slp_e", SLIPWAY_PROFILE: "default" },
    { ...STAGING, profile: "staging" },
  ],
  ["the address of another profile", { url: `${STAGING.url}/` }, {}, { token: "slp_staging", profile: "staging" }],
])("finds server and token by %s", (_what, options, env, expected) => {
  keepBoth();
  expect(findConnection(options, env)).toMatchObject(expected);
});

it.each([
  ["an option", { url: "https://evil.example.com" }, {}],
  ["an option beside a profile", { url: "https://evil.example.com", profile: "staging" }, {}],
  ["the environment", {}, { SLIPWAY_URL: "https://slipway.example.com.evil.example.com" }],
  ["another port", { url: "https://slipway.example.com:8443" }, {}],
  ["plain HTTP", { url: "http://slipway.example.com" }, {}],
])("sends a kept token to no other server, named by %s", (_what, options, env) => {
  keepBoth();
  expect(findConnection(options, env).token).toBeNull();
});

it("finds the usual server where nothing is kept and said, and refuses what is unknown", () => {
  expect(findConnection({}, {})).toEqual({ url: URL_DEFAULT, token: null, profile: null });
  expect(existsSync(profilesFile())).toBe(false);
  expect(() => findConnection({ profile: "nobody" }, {})).toThrow("There is no profile nobody.");
  expect(() => findConnection({}, { SLIPWAY_PROFILE: "constructor" })).toThrow("There is no profile constructor.");
  expect(() => findConnection({}, { SLIPWAY_URL: "nowhere" })).toThrow("SLIPWAY_URL is nowhere.");
});
