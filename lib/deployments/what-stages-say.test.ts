import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { listApprovals } from "#lib/deployments/approvals/show.ts";
import { LocalServer } from "#lib/stage-kinds/testing/stage-world.ts";
import { stageKindHandlers } from "#lib/stage-kinds/all.ts";
import { describeWithDatabase } from "#lib/testing/database.ts";
import { DeploymentWorld } from "#lib/testing/deployment-world.ts";

const SECRET = "very-secret-token";
const token = { name: "token", type: "secret" };

describeWithDatabase("What stages say", (getCtx) => {
  let server: LocalServer;
  beforeEach(async () => {
    server = await LocalServer.listen();
  });
  afterEach(() => server.close());

  const aWorld = () =>
    DeploymentWorld.with({ ...getCtx(), config: { ...getCtx().config, outboundAllow: ["127.0.0.0/8"] } });

  /** Everything that is kept of a deployment or told of it. */
  async function allOf(world: DeploymentWorld, id: string): Promise<string> {
    const { db } = world.ctx;
    const { machineId } = await db.deployment.findUniqueOrThrow({ where: { id } });
    const kept = [
      await world.see(id),
      await listApprovals(world.ctx, { deploymentId: id }),
      await db.machineEntry.findMany({ where: { machineId } }),
      await db.deploymentLog.findMany({ where: { deploymentId: id } }),
      await db.event.findMany({ where: { subjectId: id } }),
    ];
    return JSON.stringify(kept, (_key, value: unknown) => (typeof value === "bigint" ? String(value) : value));
  }

  it.each([
    ["a NUL", "no\0way"],
    ["a character that is cut in half", `${"x".repeat(199)}😀 and more`],
  ])("is kept also where another system said %s", async (_what, body) => {
    const world = await aWorld();
    server.answer = (_request, response) => void response.writeHead(400).end(body);
    const hook = { name: "hook", kind: "webhook", config: { url: server.url } };
    expect(await world.run(await world.template([hook]))).toMatchObject({
      status: "rolledBack",
      statusReason: expect.stringContaining("answered 400 and said: ") as string,
    });
    expect(server.received).toHaveLength(1);
  });

  it("holds no secret, also where a name was made of one", async () => {
    const world = await aWorld();
    server.answer = (_request, response) => void response.writeHead(400).end(`You are ${SECRET}?`);
    const smoke = {
      name: "smoke",
      kind: "smokeTest",
      config: { steps: [{ name: "with ${token}", url: `${server.url}/?key=\${token}` }] },
    };
    const { id, statusReason } = await world.run(await world.template([smoke], [token]), {
      variables: { token: SECRET },
    });
    expect(statusReason).toContain("with •••");
    expect(await allOf(world, id)).not.toContain(SECRET);
    expect(server.received[0]?.path).toContain(SECRET);
  });

  it("holds no secret where a question to people was made of one", async () => {
    const world = await aWorld();
    const ask = { name: "ask", kind: "approval", config: { message: "May ${token} go?" } };
    const { id, statusReason } = await world.run(await world.template([ask], [token]), {
      variables: { token: SECRET },
    });
    expect(statusReason).toContain("May ••• go?");
    const { approvals } = await listApprovals(world.ctx, { deploymentId: id });
    expect(approvals).toMatchObject([{ need: { because: "May ••• go?" } }]);
    expect(await allOf(world, id)).not.toContain(SECRET);
  });

  it("holds no secret where a stage broke by an error that tells one", async () => {
    const world = await aWorld();
    vi.spyOn(stageKindHandlers.webhook, "run").mockRejectedValue(new TypeError(`Cannot read ${SECRET}`));
    const hook = { name: "hook", kind: "webhook", config: { url: server.url, secret: "${token}" } };
    const { id, statusReason } = await world.run(await world.template([hook], [token]), {
      variables: { token: SECRET },
    });
    expect(statusReason).toContain("Cannot read •••");
    expect(await allOf(world, id)).not.toContain(SECRET);
  });
});
