import { readFileSync } from "node:fs";
import path from "node:path";
import type { Command } from "commander";
import { beforeAll, expect, it } from "vitest";
import { listCommands, type CompletedCommand } from "#lib/cli/completion/tree.ts";
import { exitCodes } from "#lib/cli/exit-codes.ts";
import { makeProgram } from "./program.ts";

let program: Command;
let commands: CompletedCommand[];
const docs = readFileSync(path.resolve(import.meta.dirname, "../docs/command-line.md"), "utf8");

beforeAll(async () => {
  program = await makeProgram();
  commands = listCommands(program);
});

const nameOf = ({ path: words }: CompletedCommand) => words.join(" ");
const hasOption = ({ options }: CompletedCommand, flag: string) => options.some((option) => option.flag === flag);
const leaves = () => commands.filter(({ commands: below }) => below.length === 0);

it("loads for a command its own definition and no other", async () => {
  expect((await makeProgram("devices")).commands.map((command) => command.name())).toEqual(["device"]);
  expect((await makeProgram("device")).commands[0]?.aliases()).toEqual(["devices"]);
  expect((await makeProgram("nonsense")).commands).toHaveLength(program.commands.length);
});

it("knows under which name each definition is found", async () => {
  for (const command of program.commands) {
    for (const name of [command.name(), ...command.aliases()]) {
      const alone = await makeProgram(name);
      expect(alone.commands.length, name).toBeLessThan(program.commands.length);
      expect(alone.commands.map((each) => each.name())).toContain(command.name());
    }
  }
});

/** They serve, or what they print is a file of its own. */
const WITHOUT_JSON = [
  "agent",
  "audit checkpoint",
  "audit export",
  "audit key",
  "completion",
  "demo",
  "gateway",
  "orchestrator",
  "start",
];

it("prints JSON wherever it prints", () => {
  expect(
    leaves()
      .filter((command) => !hasOption(command, "--json"))
      .map(nameOf)
      .sort(),
  ).toEqual(WITHOUT_JSON);
});

it("explains each command, option and argument", () => {
  for (const { commands: below, options } of commands) {
    for (const { says } of [...below, ...options]) expect(says).not.toBe("");
  }
});

it("takes address, token and profile together", () => {
  const withToken = leaves().filter((command) => hasOption(command, "--token") && nameOf(command) !== "login");
  for (const command of withToken) {
    expect([nameOf(command), hasOption(command, "--url"), hasOption(command, "--profile")]).toEqual([
      nameOf(command),
      true,
      true,
    ]);
  }
  expect(withToken.length).toBeGreaterThan(40);
});

it("tells in the documentation and in the help the exit codes that there are", () => {
  const rows = [...docs.matchAll(/^\| (\d+) +\| (.+?) +\|$/gm)].map(([, code, means]) => ({
    code: Number(code),
    means,
  }));
  expect(rows).toEqual(Object.values(exitCodes).map(({ code, means }) => ({ code, means })));
});

it("names each command in the documentation", () => {
  // What has two names is documented by the first.
  const names = leaves().filter(({ path: [first, second] }) => first !== "devices" && second !== "show");
  const missing = names
    .map(nameOf)
    .filter((name) => !docs.includes(`\`${name}`) && !docs.includes(`\`slipway ${name}`));
  expect(missing).toEqual([]);
});
