import { rm } from "node:fs/promises";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { carryOut } from "#lib/agent/carry-out.ts";
import { Courier } from "#lib/agent/courier.ts";
import type { ContainerDetail } from "#lib/agent/docker/container-swap.ts";
import { DockerDriver } from "#lib/agent/docker/driver.ts";
import { EngineRefusal } from "#lib/agent/docker/engine.ts";
import { Outbox } from "#lib/agent/outbox.ts";
import type { Action } from "#lib/agent/rules/action.ts";
import { agentFile } from "#lib/agent/rules/options.ts";
import type { AgentReport } from "#lib/agent/rules/outbox.ts";
import type { Ending } from "#lib/agent/rules/work.ts";
import { FakeEngine, type Behavior } from "#lib/agent/testing/fake-engine.ts";
import { aFolder, quietLog } from "#lib/agent/testing/quiet.ts";
import { TemporaryTrouble } from "#lib/agent/trouble.ts";
import { WorkFile } from "#lib/agent/work-file.ts";

// Pauses are decided by rules and by policies; here nobody waits for them.
vi.mock("node:timers/promises", async (original) => ({
  ...(await original<typeof import("node:timers/promises")>()),
  setTimeout: async (_millis: number, _value: unknown, options?: { signal?: AbortSignal }) =>
    options?.signal?.throwIfAborted(),
}));

const digest = (letter: string) => `sha256:${letter.repeat(64)}`;
const oldImage = `r.example/app@${digest("a")}`;
const newImage = `r.example/app@${digest("b")}`;
const update: Action = {
  ...{ id: 7, kind: "update", product: "app", image: "r.example/app", digest: digest("b"), version: "2.0.0" },
  artifacts: [],
};
const labelled = { "slipway.product": "app" };

/** One host: its engine and its disk outlive the agent's processes. */
class Host {
  readonly engine = new FakeEngine();
  readonly reports: AgentReport[] = [];
  readonly withdrawal = new AbortController();
  readonly dataDir: string;
  readonly create: object | undefined;

  constructor(dataDir: string, create?: object) {
    this.dataDir = dataDir;
    this.create = create;
  }

  /** Starts an agent, which goes on with what it finds on the disk, or begins. Null where it was killed. */
  async run(action: Action): Promise<Ending | null> {
    const driver = this.driver();
    const file = new WorkFile<ContainerDetail>(this.dataDir);
    const outbox = await Outbox.open(this.dataDir);
    const courier = new Courier({
      outbox,
      log: quietLog,
      random: () => 0,
      onRefused: () => {},
      send: async (report) => {
        this.reports.push(report);
        return { kind: "ok", body: { accepted: true }, etag: null };
      },
    });
    const killed = new Promise<null>((resolve) => (this.engine.onKill = () => resolve(null)));
    try {
      await driver.apps();
      const work = (await file.load()) ?? driver.begin(action);
      const ended = carryOut(work, {
        ...{ driver, courier, file, log: quietLog, random: () => 0, patienceMillis: 50 },
        signal: new AbortController().signal,
        withdrawal: this.withdrawal.signal,
      });
      return await Promise.race([ended, killed]);
    } finally {
      await courier.untilDelivered(AbortSignal.timeout(5_000));
      await courier.stop();
      await outbox.close();
    }
  }

  driver(): DockerDriver {
    return new DockerDriver({
      engine: this.engine,
      dataDir: this.dataDir,
      file: agentFile.parse({ products: this.create ? { app: { create: this.create } } : {} }),
      deviceAddress: "127.0.0.1",
      device: { id: "d", name: "d" },
      previousKept: 1,
    });
  }
}

let dataDir: string;
beforeEach(async () => {
  dataDir = await aFolder();
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

function hostWith(behavior: Behavior, restart = "always"): Host {
  const host = new Host(dataDir);
  host.engine.add({ name: "web", image: oldImage, labels: labelled, restart });
  host.engine.behaviors.set(newImage, behavior);
  return host;
}

describe("An update of a container", () => {
  it("replaces it, and reports what runs", async () => {
    const host = hostWith("runs");
    expect(await host.run(update)).toEqual({ kind: "done" });
    expect(host.engine.running()).toEqual([`web: ${newImage}`]);
    expect(host.engine.containers).toHaveLength(1);
    expect(host.reports.at(-1)).toMatchObject({
      actionId: 7,
      status: "healthy",
      apps: { app: { image: "r.example/app", digest: digest("b"), version: "2.0.0" } },
    });
    expect(await host.driver().apps()).toMatchObject({ app: { digest: digest("b"), version: "2.0.0" } });
  });

  it.each<[Behavior, RegExp, "failed" | "rolledBack"]>([
    ["exits", /exit code 1.*last words/, "rolledBack"],
    ["cannotStart", /exec format error/, "rolledBack"],
    ["cannotBeCreated", /no such runtime/, "failed"],
  ])("whose new container %s goes back by itself", async (behavior, reason, status) => {
    const host = hostWith(behavior);
    expect(await host.run(update)).toMatchObject({ kind: "failed" });
    expect(host.engine.running()).toEqual([`web: ${oldImage}`]);
    expect(host.engine.containers).toHaveLength(1);
    expect(host.reports.at(-1)).toMatchObject({ status, message: expect.stringMatching(reason) });
  });

  it("to what runs already changes nothing", async () => {
    const host = hostWith("runs");
    await host.run({ ...update, digest: digest("a") });
    expect(host.reports.at(-1)).toMatchObject({ status: "healthy" });
    expect(host.engine.containers.map(({ id }) => id)).toEqual(["id1"]);
  });

  it("taken back by the server runs what ran before, though no registry answers", async () => {
    const host = hostWith("runs");
    await host.run(update);
    host.engine.pullFault = new TemporaryTrouble("connection refused");
    await host.run({ ...update, id: 8, kind: "rollback", digest: digest("a"), version: "1.0.0" });
    expect(host.reports.at(-1)).toMatchObject({ actionId: 8, status: "rolledBack" });
    expect(host.engine.running()).toEqual([`web: ${oldImage}`]);
  });

  it("taken back to what has no digest finds it by what ran here, or says what is missing", async () => {
    const host = hostWith("runs");
    await host.run(update);
    await host.run({ ...update, id: 8, kind: "rollback", digest: null, version: null });
    expect(host.engine.running()).toEqual([`web: ${oldImage}`]);
    await host.run({ ...update, id: 9, kind: "rollback", image: "r.example/other", digest: null, version: null });
    expect(host.reports.at(-1)).toMatchObject({ status: "failed", message: expect.stringMatching(/Neither a digest/) });
  });

  it.each([
    ["no such tag", (): Error => new EngineRefusal("manifest unknown"), /manifest unknown/],
    [
      "a registry that stays away",
      (): Error => new TemporaryTrouble("connection refused"),
      /Given up.*connection refused/,
    ],
  ])("fails for %s and touches nothing", async (_name, makeFault, reason) => {
    const host = hostWith("runs");
    host.engine.pullFault = makeFault();
    await host.run(update);
    expect(host.reports.at(-1)).toMatchObject({ status: "failed", message: expect.stringMatching(reason) });
    expect(host.engine.running()).toEqual([`web: ${oldImage}`]);
  });

  it("that the server withdraws in time is dropped without a word", async () => {
    const host = hostWith("runs");
    host.withdrawal.abort(new Error("This action was withdrawn."));
    expect(await host.run(update)).toEqual({ kind: "withdrawn", reason: "This action was withdrawn." });
    expect(host.engine.running()).toEqual([`web: ${oldImage}`]);
    expect(host.reports).toEqual([]);
  });

  it("goes back although it was well, where it does not outlast a restart of the host", async () => {
    const host = hostWith("runs", "no");
    // Killed before the old one was removed, which is the last of its changes.
    host.engine.killAfter = 12;
    await host.run(update);
    expect((await new WorkFile(dataDir).load())?.phase).toBe("keeping");
    host.engine.reboot();
    host.engine.behaviors.set(newImage, "cannotStart");
    host.engine.killAfter = Infinity;
    await host.run(update);
    expect(host.engine.running()).toEqual([`web: ${oldImage}`]);
    expect(host.reports.at(-1)).toMatchObject({ status: "rolledBack", message: expect.stringMatching(/start again/) });
  });

  it("makes the container where the configuration says how, and says so where it does not", async () => {
    const host = new Host(dataDir, { ports: ["8080:80"] });
    await host.run(update);
    expect(host.engine.running()).toEqual([`app: ${newImage}`]);
    const bare = new Host(dataDir);
    expect(await bare.run({ ...update, id: 8 })).toMatchObject({
      reason: expect.stringMatching(/No container belongs/),
    });
  });

  it("refuses to choose between two containers", async () => {
    const host = hostWith("runs");
    host.engine.add({ name: "web2", image: oldImage, labels: labelled });
    expect(await host.run(update)).toMatchObject({ reason: expect.stringMatching(/web, web2/) });
  });

  it("leaves as many images as wanted, and none that another container needs", async () => {
    const host = hostWith("runs");
    for (const [index, letter] of ["b", "c", "d"].entries()) {
      await host.run({ ...update, id: 10 + index, digest: digest(letter), version: letter });
      host.engine.add({ name: "other", image: `r.example/app@${digest("b")}`, isRunning: false });
      await host.driver().apps();
      await host.driver().tidy(quietLog);
    }
    expect(host.engine.removedImages).toEqual([`id of ${oldImage}`]);
  });
});

describe("An agent that is killed at any moment", () => {
  const behavior = fc.constantFrom<Behavior>("runs", "exits", "cannotStart", "cannotBeCreated");
  const restart = fc.constantFrom("always", "unless-stopped", "no");
  /** When it is killed, and whether the whole host goes down with it. */
  const deaths = fc.array(fc.record({ after: fc.integer({ min: 0, max: 14 }), isPowerCut: fc.boolean() }), {
    maxLength: 5,
  });

  it("leaves exactly one container running in the end: the new one if it is well, else the old one", async () => {
    await fc.assert(
      fc.asyncProperty(behavior, restart, deaths, async (kind, policy, kills) => {
        const folder = await aFolder();
        const host = new Host(folder);
        host.engine.add({ name: "web", image: oldImage, labels: labelled, restart: policy });
        host.engine.behaviors.set(newImage, kind);
        let ending: Ending | null = null;
        for (const { after, isPowerCut } of kills) {
          host.engine.killAfter = host.engine.changes + after;
          ending = await host.run(update);
          if (ending) break;
          if (isPowerCut) host.engine.reboot();
        }
        host.engine.killAfter = Infinity;
        ending = (ending ?? (await host.run(update)))!;

        const survivor = `web: ${kind === "runs" ? newImage : oldImage}`;
        // A power cut stops what has no restart policy; before the agent has seen it run, that is nothing to mend.
        const mayBeDown = kind !== "runs" && policy === "no" && kills.some(({ isPowerCut }) => isPowerCut);
        if (!mayBeDown || host.engine.running().length > 0) expect(host.engine.running()).toEqual([survivor]);
        expect(host.engine.containers.map(({ name }) => name)).toEqual(["web"]);
        expect(ending.kind).toBe(kind === "runs" ? "done" : "failed");
        await rm(folder, { recursive: true, force: true });
      }),
      { numRuns: 200 },
    );
  });
});
