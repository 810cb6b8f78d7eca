import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { createToken } from "#lib/access/create-token.ts";
import { aPerson, failsIt, RollbackWorld, takesIt } from "#lib/rollbacks/testing/rollback-world.ts";
import { ApiServer } from "#lib/testing/api-server.ts";
import { describeWithDatabase } from "#lib/testing/database.ts";
import { useAsRuntime } from "#lib/testing/http.ts";
import { makeProgram } from "../program.ts";

class Exit extends Error {
  readonly code: number;
  constructor(code: number) {
    super(`It would exit with ${code}.`);
    this.code = code;
  }
}

describeWithDatabase("Rollbacks from the command line", (getCtx) => {
  let server: ApiServer;
  let folder = "";
  /** Two people, by their tokens: nobody approves a plan of their own. */
  const tokens = { author: "", approver: "" };

  beforeAll(async () => {
    useAsRuntime(getCtx());
    server = await ApiServer.start();
    folder = await mkdtemp(path.join(tmpdir(), "slipway-rollback-"));
    for (const who of ["author", "approver"] as const) {
      const person = await aPerson(getCtx(), "admin");
      tokens[who] = (await createToken(person, { name: who, scopes: ["admin"] })).token;
    }
  });
  afterAll(async () => {
    server.stop();
    await rm(folder, { recursive: true });
  });

  /** Calls the program within this process: starting it some forty times would take most of the time. */
  async function as(
    who: keyof typeof tokens,
    ...args: string[]
  ): Promise<{ code: number; stdout: string; stderr: string }> {
    vi.stubEnv("SLIPWAY_URL", server.url);
    vi.stubEnv("SLIPWAY_TOKEN", tokens[who]);
    vi.stubEnv("XDG_CONFIG_HOME", folder);
    const said = { stdout: "", stderr: "" };
    const spies = (["stdout", "stderr"] as const).map((stream) =>
      vi.spyOn(process[stream], "write").mockImplementation((text) => {
        said[stream] += String(text);
        return true;
      }),
    );
    const exit = vi.spyOn(process, "exit").mockImplementation((code) => {
      throw new Exit(Number(code));
    });
    try {
      await (await makeProgram(args[0])).parseAsync(args, { from: "user" });
      return { code: Number(process.exitCode ?? 0), ...said };
    } catch (error) {
      if (error instanceof Exit) return { code: error.code, ...said };
      throw error;
    } finally {
      process.exitCode = undefined;
      exit.mockRestore();
      for (const spy of spies) spy.mockRestore();
    }
  }

  async function json(who: keyof typeof tokens, ...args: string[]) {
    const { code, stdout, stderr } = await as(who, ...args, "--json");
    if (stdout === "") throw new Error(`Ended with ${code}: ${stderr}`);
    return JSON.parse(stdout);
  }

  it("are planned, agreed to by digest, carried out and watched to their end", async () => {
    const world = await RollbackWorld.with(getCtx(), { devices: 3 });
    const deployment = String(world.deployment.number);
    const target = await as("author", "rollback", "plan", "--deployment", deployment, "--dry-run");
    expect(target.stdout).toContain("2.0.0 → 1.0.0 (beforeDeployment)");

    const place = ["rollback", "plan", "--deployment", deployment];
    expect(await as("author", ...place)).toMatchObject({ code: 2, stderr: "Say why: --reason.\n" });
    const reason = ["--reason", "Doors stay open"];
    const plan = await json("author", ...place, ...reason, "--strategy", "gradual", "--batches", "50,100");
    const number = String(plan.number);
    expect(plan).toMatchObject({ status: "awaitingApproval", batches: [50, 100], affectedDevices: 3 });

    const shown = await as("author", "rollback", "show", `#${number}`);
    expect(shown.stdout).toContain(`digest    ${plan.contentDigest}`);
    expect(shown.stdout).toContain("✓ pass  target:");
    expect((await as("author", "rollback", "checks", number)).code).toBe(0);
    const waiting = await json("approver", "approve");
    expect(waiting.items).toContainEqual(
      expect.objectContaining({ kind: "rollback", number: plan.number, objection: null }),
    );

    // Nobody approves their own, nothing is approved unseen, and nothing else than what was seen.
    const digest = ["--digest", plan.contentDigest.slice(0, 12)];
    expect((await as("author", "rollback", "approve", number, ...digest)).code).toBe(3);
    expect((await as("approver", "rollback", "approve", number)).code).toBe(2);
    expect((await as("approver", "rollback", "approve", number, "--digest", "short")).code).toBe(2);
    expect((await as("approver", "approve", "rollback", number, "--digest", "0".repeat(64))).code).toBe(5);
    expect((await as("author", "rollback", "execute", number, ...digest)).code).toBe(5);

    const approved = await as("approver", "approve", "rollback", number, ...digest, "--reason", "Seen");
    expect(approved).toMatchObject({ code: 0, stdout: expect.stringContaining("approved") });
    const executed = as("author", "rollback", "execute", number, ...digest, "--wait", "--timeout", "50");
    await vi.waitFor(async () => expect((await world.see(plan.id)).status).toBe("executing"), 30_000);
    await world.settle();
    await world.everybody(takesIt);
    expect(await executed).toMatchObject({ code: 0, stdout: expect.stringContaining("completed") });

    const report = await as("author", "rollback", "report", number);
    expect(report.stdout).toContain("## Timeline");
    const devices = await json("author", "rollback", "devices", number, "--placement", "back");
    expect(devices.items).toHaveLength(3);
    const listed = await json("author", "rollback", "list", "--status", "completed");
    expect(listed.items.map(({ id }: { id: string }) => id)).toContain(plan.id);
  });

  it("end a watch where a person must decide, and are then decided", async () => {
    const world = await RollbackWorld.with(getCtx(), { devices: 2 });
    const plan = await world.approve(await world.plan());
    await world.execute(plan);
    await world.everybody(failsIt);
    const number = String(plan.number);
    const watched = await as("author", "rollback", "status", number, "--watch");
    expect(watched).toMatchObject({ code: 6, stdout: expect.stringContaining("retry, continue or give-up") });
    const ended = await json("author", "rollback", "give-up", number, "--reason", "By hand");
    expect(ended.status).not.toBe("needsDecision");
    expect((await as("author", "rollback", "cancel", number)).code).toBe(5);
  });

  it("go past the approvals only with a reason, and past nothing without one", async () => {
    const world = await RollbackWorld.with(getCtx(), { devices: 1 });
    const deployment = String(world.deployment.number);
    const plan = await json("author", "rollback", "plan", "--deployment", deployment, "--reason", "Doors stay open");
    const number = String(plan.number);
    const execute = ["rollback", "execute", number, "--digest", plan.contentDigest, "--break-glass"];
    expect((await as("author", ...execute)).code).toBe(2);
    expect((await as("author", "rollback", "force", number)).code).toBe(2);
    expect((await as("author", "rollback", "status", "99999")).code).toBe(4);
    expect((await as("author", "rollback", "status", "seven")).code).toBe(2);
    const broken = await json("author", ...execute, "--reason", "The house is on fire");
    expect(broken).toMatchObject({ breakGlass: { reason: "The house is on fire" } });
    expect(["executing", "approved"]).toContain(broken.status);
  });
});
