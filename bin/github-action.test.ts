import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { parse } from "yaml";
import { createToken } from "#lib/access/create-token.ts";
import { sha256 } from "#lib/kernel/crypto.ts";
import { ApiServer } from "#lib/testing/api-server.ts";
import { describeWithDatabase } from "#lib/testing/database.ts";
import { useAsRuntime } from "#lib/testing/http.ts";
import { makePolicy } from "#lib/testing/make-policy.ts";
import { aDigest, RolloutWorld } from "#lib/testing/rollout-world.ts";

const root = path.resolve(import.meta.dirname, "..");

interface Action {
  inputs: Record<string, { default?: string; required?: boolean }>;
  outputs: Record<string, { value: string }>;
  runs: { steps: { id: string; run: string; shell: string; env: Record<string, string> }[] };
}

const action = parse(await readFile(path.join(root, "action.yml"), "utf8")) as Action;
const step = onlyStep(action);

function onlyStep({ runs }: Action): Action["runs"]["steps"][number] {
  const [only, ...more] = runs.steps;
  if (!only || more.length > 0) throw new Error("The action is expected to have one step.");
  return only;
}

/** Fills in what GitHub's runner would. */
function evaluate(text: string, given: Record<string, string>): string {
  return text.replaceAll(/\$\{\{\s*([\w.-]+)\s*\}\}/g, (_match, name: string) => {
    if (name === "github.action_path") return root;
    const wanted = name.replace(/^inputs\./, "");
    const declared = action.inputs[wanted];
    if (!declared) throw new Error(`${name} is nothing that the runner knows.`);
    return given[wanted] ?? declared.default ?? "";
  });
}

/** Outputs as the runner reads them: name<<delimiter, lines, delimiter. */
function readOutputs(text: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  for (const [, name = "", , value = ""] of text.matchAll(/^([\w-]+)<<(\S+)\n([\s\S]*?)\n\2$/gm)) outputs[name] = value;
  return outputs;
}

describeWithDatabase("The GitHub Action", (getCtx) => {
  let server: ApiServer;
  let world: RolloutWorld;
  let folder = "";
  let token = "";

  beforeAll(async () => {
    const ctx = getCtx();
    useAsRuntime(ctx);
    server = await ApiServer.start();
    folder = await mkdtemp(path.join(tmpdir(), "slipway-action-"));
    world = await RolloutWorld.with(ctx, { devices: 3 });
    await makePolicy(ctx, { name: "Everybody", imagePattern: world.image });
    ({ token } = await createToken(ctx, { name: "pipeline", scopes: ["operator", "versions:write"] }));
    await writeFile(path.join(folder, "app.zip"), "what was built");
  });
  afterAll(async () => {
    server.stop();
    await rm(folder, { recursive: true });
  });

  /** Runs the step as the runner does, in a job of a tag. */
  async function run(given: Record<string, string>) {
    const files = { GITHUB_OUTPUT: path.join(folder, "output"), GITHUB_STEP_SUMMARY: path.join(folder, "summary") };
    for (const file of Object.values(files)) await writeFile(file, "");
    const inputs = { url: server.url, token, product: world.slug, ...given };
    const env = Object.fromEntries(Object.entries(step.env).map(([name, text]) => [name, evaluate(text, inputs)]));
    const child = spawn("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", step.run], {
      cwd: folder,
      env: {
        PATH: `${path.dirname(process.execPath)}:${process.env.PATH ?? ""}`,
        HOME: folder,
        NODE_ENV: "test",
        ...files,
        ...env,
      },
    });
    let log = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => (log += text));
    const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
    const [outputs, summary] = await Promise.all(Object.values(files).map((file) => readFile(file, "utf8")));
    return { code, log, outputs: readOutputs(outputs ?? ""), summary: summary ?? "" };
  }

  /** The orchestrator and the devices, while `work` is under way. */
  async function whileDevicesAnswer<Result>(status: string, work: Promise<Result>): Promise<Result> {
    const state = { isOver: false };
    const ended = work.finally(() => (state.isOver = true));
    const rolloutsBefore = await world.ctx.db.rollout.count();
    while (!state.isOver) {
      if ((await world.ctx.db.rollout.count()) > rolloutsBefore) {
        // Nobody listens at the registry: the rollout is told what it would have answered.
        await world.ctx.db.rollout.updateMany({
          where: { digest: null },
          data: { digest: aDigest(`${world.slug}:2.0.0`), resolveAt: null },
        });
        await world.settle();
        await world.answer(["installed", status]);
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return ended;
  }

  it("publishes, starts a rollout and waits for its end", async () => {
    const image = `${world.image}:2.0.0`;
    const wishes = {
      version: "2.0.0",
      files: "app.zip",
      image,
      digest: aDigest(`${world.slug}:2.0.0`),
      policy: "Everybody",
    };
    const { code, log, outputs, summary } = await whileDevicesAnswer("healthy", run(wishes));
    expect(code, log).toBe(0);
    const rollout = await getCtx().db.rollout.findFirstOrThrow({ orderBy: { number: "desc" } });
    expect(outputs).toMatchObject({ version: "2.0.0", kind: "rollout", id: rollout.id, status: "completed" });
    expect(outputs.number).toBe(String(rollout.number));
    expect(outputs.page).toBe(`${server.url}/rollouts/${rollout.id}`);
    expect(Object.keys(outputs).sort()).toEqual(Object.keys(action.outputs).sort());
    expect(summary).toContain(`| Rollout #${rollout.number} | [completed](${outputs.page}) |`);
    expect(summary).toContain(`| \`app.zip\` | \`${sha256("what was built").toString("hex")}\` |`);
    expect(summary).toContain("| Devices healthy | 3 |");
    expect(log).toContain("::group::Wait for rollout");
    expect(log + summary).not.toContain(token);
  });

  it("fails the step when what it waited for ended badly, or did not end in time", async () => {
    const { code, log, outputs } = await run({
      version: "2.0.0",
      policy: "Everybody",
      tag: "3.0.0",
      "timeout-seconds": "1",
    });
    expect(code, log).toBe(1);
    expect(log).toContain("after 1 seconds; it goes on.");
    expect(outputs.status).not.toBe("completed");
    await getCtx().db.rollout.updateMany({ where: { id: outputs.id ?? "" }, data: { status: "failed" } });
  });

  it("says what is wrong with its inputs, and runs none of them", async () => {
    const wrong: [Record<string, string>, string][] = [
      [{ product: "" }, "The input product is needed."],
      [{ environment: "live", policy: "Everybody", version: "1.0.0" }, "not both"],
      [{ wait: "maybe" }, "wait is true or false."],
      [{ policy: "Everybody" }, "Name the version"],
      [{ token: "" }, "url and token are needed"],
      [{ policy: "Nobody's", version: "1.0.0" }, "slipway rollout start failed with exit code"],
    ];
    for (const [given, sentence] of wrong) {
      const { code, log } = await run(given);
      expect(code, sentence).toBe(1);
      expect(log).toContain("::error title=Slipway::");
      expect(log).toContain(sentence);
    }
    const { log } = await run({
      product: "x\n::set-env name=A::b",
      version: '$(touch injected)"; touch injected',
      files: "app.zip",
    });
    expect(log).not.toMatch(/^::set-env/m);
    await expect(readFile(path.join(folder, "injected"))).rejects.toThrow();
  });
});
