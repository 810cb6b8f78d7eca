import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { hasTerminals, Terminal } from "#lib/testing/terminal.ts";

const program = path.resolve(import.meta.dirname, "../slipway.ts");
const GOOD = "slp_good";
const me = { kind: "token", id: "0b6a5a0c-1f0e-4f7a-9d0e-2f6c1c9b7a11", name: "laptop", scopes: ["rollouts:read"] };
let server: Server;
let url = "";
let folder = "";
const file = () => path.join(folder, "slipway", "profiles.json");

beforeAll(async () => {
  server = createServer((request, response) => {
    const isGood = request.headers.authorization === `Bearer ${GOOD}`;
    response.writeHead(isGood ? 200 : 401, { "content-type": "application/json" });
    response.end(JSON.stringify(isGood ? me : { detail: "The token is not known.", code: "UNAUTHENTICATED" }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "slipway-login-"));
});
afterEach(() => rm(folder, { recursive: true }));
afterAll(() => {
  server.close().closeAllConnections();
});

interface Run {
  input?: string;
  env?: Record<string, string>;
}

async function run(command: string, args: readonly string[], { input = "", env = {} }: Run = {}) {
  const { SLIPWAY_URL: _url, SLIPWAY_TOKEN: _token, SLIPWAY_PROFILE: _profile, ...rest } = process.env;
  const child = spawn(command, args, { env: { ...rest, XDG_CONFIG_HOME: folder, NODE_OPTIONS: "", ...env } });
  child.stdin.on("error", () => undefined).end(input);
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, stdout, stderr };
}

const slipway = (args: readonly string[], options?: Run) => run(process.execPath, [program, ...args], options);

it("keeps a token from standard input once the server knows it, and speaks with it from then on", async () => {
  const signedIn = await slipway(["login", "--url", url], { input: `${GOOD}\n` });
  expect(signedIn).toMatchObject({
    code: 0,
    stdout: `Signed in to ${url} as the token laptop. Kept as default in ${file()}.\n`,
  });
  expect(JSON.parse(await readFile(file(), "utf8"))).toEqual({
    current: "default",
    profiles: { default: { url, token: GOOD } },
  });
  const who = await slipway(["whoami", "--json"]);
  expect(JSON.parse(who.stdout)).toEqual({ profile: "default", url, me });
  const listed = await slipway(["profile", "list", "--json"]);
  expect(JSON.parse(listed.stdout)).toEqual({ items: [{ name: "default", url, isCurrent: true }] });
  const gone = await slipway(["logout"]);
  expect(gone.code).toBe(0);
  expect(await readFile(file(), "utf8")).not.toContain(GOOD);
  const nobody = await slipway(["whoami", "--url", url]);
  expect(nobody).toMatchObject({ code: 2, stderr: expect.stringContaining("You are not signed in") });
});

it("keeps nothing when the server does not know the token, or is not there", async () => {
  const refused = await slipway(["login", "--url", url], { input: "slp_wrong" });
  expect(refused).toMatchObject({ code: 3, stdout: "", stderr: "The token is not known.\n" });
  const away = await slipway(["login", "--url", "http://127.0.0.1:1"], { input: GOOD });
  expect(away.code).toBe(8);
  expect((await slipway(["login", "--url", url])).code).toBe(2);
  expect((await slipway(["login", "--url", url], { input: "two words" })).code).toBe(2);
  expect(existsSync(file())).toBe(false);
});

it("reads the token from a file, and keeps several servers by name", async () => {
  const tokenFile = path.join(folder, "token.txt");
  await writeFile(tokenFile, `${GOOD}\n`);
  const args = ["login", "--url", url, "--token-file", tokenFile, "--profile"];
  expect((await slipway([...args, "one"])).code).toBe(0);
  const second = await slipway([...args, "two", "--json"]);
  expect(JSON.parse(second.stdout)).toEqual({ profile: "two", url, file: file(), me });
  expect((await slipway(["profile", "use", "one"])).stdout).toBe(`Using one, ${url}.\n`);
  expect((await slipway(["profile", "use", "three"])).code).toBe(2);
  expect((await slipway(["logout", "--all", "--json"])).stdout).toContain('"two"');
  expect(JSON.parse(await readFile(file(), "utf8"))).toEqual({ current: null, profiles: {} });
});

it.runIf(hasTerminals)("asks for the token on a terminal without showing it", async () => {
  const settings = { XDG_CONFIG_HOME: folder, NODE_OPTIONS: "", SLIPWAY_TOKEN: "" };
  const terminal = new Terminal([process.execPath, program, "login", "--url", url], settings);
  await terminal.until("Token: ");
  terminal.type(`${GOOD}\r`);
  expect(await terminal.ended).toBe(0);
  expect(terminal.shown).toContain("Signed in to");
  expect(terminal.shown).not.toContain(GOOD);
});

it.runIf(hasTerminals)("keeps nothing when Ctrl-C is the answer", async () => {
  const settings = { XDG_CONFIG_HOME: folder, NODE_OPTIONS: "", SLIPWAY_TOKEN: "" };
  const terminal = new Terminal([process.execPath, program, "login", "--url", url], settings);
  await terminal.until("Token: ");
  terminal.type("\u0003");
  expect(await terminal.ended).toBe(130);
  expect(existsSync(file())).toBe(false);
});
