import { execFile } from "node:child_process";
import { mkdtemp, mkdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { writeBash } from "#lib/cli/completion/bash.ts";
import { writeFish } from "#lib/cli/completion/fish.ts";
import { writePowershell } from "#lib/cli/completion/powershell.ts";
import { listCommands, type CompletedCommand } from "#lib/cli/completion/tree.ts";
import { writeZsh } from "#lib/cli/completion/zsh.ts";
import { makeProgram } from "../program.ts";

const program = path.resolve(import.meta.dirname, "../slipway.ts");
let commands: CompletedCommand[];
let folder = "";

beforeAll(async () => {
  commands = listCommands(await makeProgram());
  folder = await mkdtemp(path.join(tmpdir(), "slipway-completion-"));
  await writeFile(path.join(folder, "slipway.bash"), writeBash("slipway", commands));
  await mkdir(path.join(folder, "dist"));
  await writeFile(path.join(folder, "with space.json"), "{}");
});
afterAll(() => rm(folder, { recursive: true }));

function run(shell: string, args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(shell, args, { cwd: folder }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) || 1 : 0, stdout, stderr });
    });
  });
}

/** Asks a real bash what it would offer behind these words, the last of which is under the cursor. */
async function offered(...words: string[]): Promise<string[]> {
  const quoted = ["slipway", ...words].map((word) => `'${word}'`).join(" ");
  const script = [
    "set -u",
    "source ./slipway.bash",
    `COMP_WORDS=(${quoted}); COMP_CWORD=${words.length}`,
    "_slipway",
    String.raw`printf '%s\n' "\${COMPREPLY[@]-}"`.replace("\\$", "$"),
  ].join("\n");
  const { stdout, stderr } = await run("bash", ["--norc", "-c", script]);
  expect(stderr).toBe("");
  return stdout.split("\n").filter(Boolean);
}

it.each([
  ["commands", [""], ["rollout", "rollback", "login", "devices", "completion"]],
  ["commands of a command", ["rollout", ""], ["list", "status", "watch", "approve"]],
])("offers all %s in bash", async (_what, words, some) => {
  expect(await offered(...words)).toEqual(expect.arrayContaining(some));
});

it.each([
  ["commands by their beginning", ["roll"], ["rollout", "rollback"]],
  ["the same under another name", ["devices", "sh"], ["show"]],
  ["options", ["rollout", "status", "--w"], ["--watch"]],
  ["options behind an argument", ["rollback", "execute", "7", "--b"], ["--break-glass"]],
  ["choices of an option", ["rollback", "plan", "--strategy", ""], ["immediate", "gradual", "scheduled"]],
  ["choices of an argument", ["completion", "z"], ["zsh"]],
  ["files behind an option", ["audit", "export", "--output", "wi"], ["with space.json"]],
  ["files as arguments", ["policy", "apply", ""], ["dist", "with space.json", "slipway.bash"]],
  ["folders", ["simulate", "--state", ""], ["dist"]],
])("offers exactly %s in bash", async (_what, words, all) => {
  expect((await offered(...words)).toSorted()).toEqual(all.toSorted());
});

it("offers nothing in bash where nothing can be known, and runs nothing that is typed", async () => {
  expect(await offered("rollout", "pause", "")).toEqual([]);
  expect(await offered("rollout", "list", "--product", "")).toEqual([]);
  expect(await offered("$(touch stolen)", "`touch stolen`", "")).toContain("rollout");
  expect(await offered("policy", "apply", "stolen")).toEqual([]);
});

it("registers itself in bash, and again without complaint", async () => {
  const script = "set -eu; source ./slipway.bash; source ./slipway.bash; complete -p slipway";
  expect(await run("bash", ["--norc", "-c", script])).toEqual({
    code: 0,
    stdout: "complete -F _slipway slipway\n",
    stderr: "",
  });
});

it.each([
  ["zsh", writeZsh, ["-n"]],
  ["fish", writeFish, ["--no-execute"]],
] as const)("writes what %s can read, where it is installed", async (shell, write, args) => {
  const file = path.join(folder, `slipway.${shell}`);
  await writeFile(file, write("slipway", commands));
  const { code, stderr } = await run("bash", [
    "-c",
    `command -v ${shell} || exit 0; ${shell} ${args.join(" ")} ${file}`,
  ]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
});

/** Counts quotes of one kind that no backslash hides: a description that ends its text early would make it odd. */
const quotesIn = (line: string, isHidden: RegExp) => line.replaceAll(isHidden, "").split("'").length - 1;

it("ends every text in the scripts for shells that may not be here", () => {
  for (const line of writeFish("slipway", commands).split("\n")) expect(quotesIn(line, /\\./g) % 2, line).toBe(0);
  for (const line of writePowershell("slipway", commands).split("\n")) expect(quotesIn(line, /''/g) % 2, line).toBe(0);
  for (const line of writeZsh("slipway", commands).split("\n")) expect(quotesIn(line, /\\'/g) % 2, line).toBe(0);
});

it("names every command and option in every script", () => {
  const scripts = [writeBash, writeZsh, writeFish, writePowershell].map((write) => write("slipway", commands));
  const words = commands.flatMap(({ commands: below, options }) => [
    ...below.map(({ name }) => name),
    ...options.map(({ flag }) => flag.replace(/^-+/, "")),
  ]);
  for (const script of scripts) for (const word of words) expect(script).toContain(word);
});

it("prints the script for the shell that is named, and no other", async () => {
  const printed = await run(process.execPath, [program, "completion", "bash"]);
  expect(printed).toEqual({ code: 0, stdout: writeBash("slipway", commands), stderr: expect.any(String) });
  expect((await run(process.execPath, [program, "completion", "tcsh"])).code).toBe(2);
});
