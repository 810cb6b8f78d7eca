import { createHash, randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeWithDatabase } from "#lib/testing/database.ts";
import { TestGateway } from "#lib/testing/gateway.ts";

type Json = Record<string, unknown> & { id: number };

const AUTHORIZATION = `Basic ${Buffer.from("admin:admin").toString("base64")}`;
const MEBIBYTE = 1_048_576;
/** Counted in floating point, as scripts do. */
const VERSION = String(1.1 + 0.1);

/** What people's scripts do all day, over real HTTP: every step must be answered as they expect. */
describeWithDatabase("A script that speaks hawkBit's management API", (getCtx) => {
  let gateway: TestGateway;
  let root: string;

  beforeAll(async () => {
    gateway = await TestGateway.open(getCtx(), { hawkbitBasic: { user: "admin", password: "admin" } });
    root = `http://127.0.0.1:${gateway.port}`;
  });
  afterAll(() => gateway.close());

  async function ask(method: string, path: string, body?: unknown): Promise<Response> {
    // The header stands on every request, also where there is nothing to describe.
    const headers = { authorization: AUTHORIZATION, "content-type": "application/json;charset=UTF-8" };
    return fetch(`${root}/rest/v1/${path}`, {
      method,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
    });
  }
  async function json(method: string, path: string, body?: unknown): Promise<Json> {
    const response = await ask(method, path, body);
    expect(response.ok, `${method} ${path}: ${response.status}`).toBe(true);
    return (await response.json()) as Json;
  }
  const first = async (path: string, element: object) =>
    ((await json("POST", path, [element])) as unknown as Json[])[0]!;
  const configure = async (key: string, value: string | boolean) =>
    expect((await ask("PUT", `system/configs/${key}`, { value })).ok).toBe(true);

  async function upload(moduleId: number, name: string, content: Uint8Array<ArrayBuffer>): Promise<Json> {
    const body = new FormData();
    body.append("file", new Blob([content]), name);
    const response = await fetch(`${root}/rest/v1/softwaremodules/${moduleId}/artifacts`, {
      method: "POST",
      headers: { authorization: AUTHORIZATION },
      body,
    });
    expect(response.status).toBe(201);
    return (await response.json()) as Json;
  }

  it("hands a device a file whose name no header can hold as it is, and its MD5", async () => {
    const name = "日本 ü.swu";
    const os = await first("softwaremodules", { name: randomUUID(), version: VERSION, type: "os" });
    await upload(os.id, name, new Uint8Array([1]));
    const set = await first("distributionsets", { name: randomUUID(), version: VERSION, modules: [{ id: os.id }] });
    const target = await first("targets", { controllerId: randomUUID() });
    await json("POST", `distributionsets/${set.id}/assignedTargets`, [{ id: target.controllerId }]);
    const files = `${root}/DEFAULT/controller/v1/${String(target.controllerId)}/softwaremodules/${os.id}/artifacts`;
    for (const file of [name, `${name}.MD5SUM`]) {
      const headers = { authorization: `TargetToken ${String(target.securityToken)}` };
      const response = await fetch(`${files}/${encodeURIComponent(file)}`, { headers });
      expect(response.status).toBe(200);
      const encoded = `filename*=UTF-8''${encodeURIComponent(file)}`;
      expect(response.headers.get("content-disposition")).toContain(encoded);
      await response.arrayBuffer();
    }
  });

  it("finds the server", async () => {
    expect((await fetch(`${root}/`, { method: "HEAD" })).status).toBeLessThan(400);
    expect((await fetch(`${root}/rest/v1/targets`)).status).toBe(401);
  });

  it("makes everything, updates a device, and takes everything away again", async () => {
    await configure("pollingTime", "00:00:30");
    await configure("authentication.targettoken.enabled", true);
    await configure("authentication.gatewaytoken.enabled", true);
    await configure("authentication.gatewaytoken.key", "bhVahL1Il1shie2aj2poojeChee6ahShu");
    expect((await json("GET", "system/configs/authentication.gatewaytoken.key")).value).toBe(
      "bhVahL1Il1shie2aj2poojeChee6ahShu",
    );

    const controllerId = "test-target";
    const target = await first("targets", { controllerId, name: "Test" });
    const token = (await json("GET", `targets/${controllerId}`)).securityToken as string;
    expect(token).toBe(target.securityToken);

    const content = new Uint8Array(3 * MEBIBYTE).map((_byte, index) => index % 251);
    const os = await first("softwaremodules", { name: `bundle ${randomUUID()}`, version: VERSION, type: "os" });
    const artifact = await upload(os.id, "bundle.raucb", content);
    expect(artifact).toMatchObject({
      size: content.length,
      hashes: { sha256: createHash("sha256").update(content).digest("hex") },
    });
    const set = await first("distributionsets", {
      name: `bundle ${randomUUID()}`,
      version: VERSION,
      modules: [{ id: os.id }],
      type: "os",
    });
    expect(set.version).toBe("1.2000000000000002");

    const device = { authorization: `TargetToken ${token}`, accept: "application/json" };
    const controller = `${root}/DEFAULT/controller/v1/${controllerId}`;
    const poll = async () => (await (await fetch(controller, { headers: device })).json()) as { _links?: Json };
    await poll();
    const configData = JSON.stringify({ data: { product: "Terminator" } });
    const jsonHeaders = { ...device, "content-type": "application/json" };
    expect(
      (await fetch(`${controller}/configData`, { method: "PUT", headers: jsonHeaders, body: configData })).status,
    ).toBe(200);
    expect(await json("GET", `targets/${controllerId}/attributes`)).toEqual({ product: "Terminator" });

    const assign = async (more: object = {}) => {
      const wish = { id: controllerId, type: "forced", ...more };
      const { assignedActions } = await json("POST", `distributionsets/${set.id}/assignedTargets`, [wish]);
      return (assignedActions as Json[]).at(-1)!.id;
    };
    const cancelled = await assign({
      maintenanceWindow: { schedule: "0 0 0 ? * * 2098", duration: "01:00:00", timezone: "+00:00" },
    });
    const action = `targets/${controllerId}/actions/${cancelled}`;
    expect(await json("GET", action)).toMatchObject({ status: "running", type: "update" });
    expect((await ask("DELETE", `${action}?force=true`)).status).toBe(405);
    expect((await ask("DELETE", action)).ok).toBe(true);
    expect((await ask("DELETE", `${action}?force=true`)).ok).toBe(true);
    expect(await json("GET", action)).toMatchObject({ status: "canceled", type: "cancel", active: false });
    expect((await ask("DELETE", action)).status).toBe(405);

    const id = await assign();
    const link = (await poll())._links?.deploymentBase as { href: string };
    const deployment = (await (await fetch(link.href, { headers: device })).json()) as {
      id: string;
      deployment: { chunks: { artifacts: { _links: { download: { href: string } } }[] }[] };
    };
    expect(deployment.id).toBe(String(id));
    const [chunk] = deployment.deployment.chunks;
    const download = await fetch(chunk!.artifacts[0]!._links.download.href, { headers: device });
    expect(Buffer.from(await download.arrayBuffer()).equals(Buffer.from(content))).toBe(true);
    const feedback = {
      status: {
        execution: "closed",
        result: { finished: "success" },
        details: ["Software bundle installed successfully."],
      },
    };
    const path = `${controller}/deploymentBase/${id}/feedback`;
    expect((await fetch(path, { method: "POST", headers: jsonHeaders, body: JSON.stringify(feedback) })).status).toBe(
      200,
    );
    const log = await json("GET", `targets/${controllerId}/actions/${id}/status?offset=0&limit=50&sort=id:DESC`);
    const [newest] = log.content as Json[];
    expect(newest).toMatchObject({ type: "finished", messages: feedback.status.details });
    expect((await ask("DELETE", `targets/${controllerId}/actions/${id}`)).status).toBe(405);

    const stored = await fetch(`${root}/rest/v1/softwaremodules/${os.id}/artifacts/${artifact.id}/download`, {
      headers: { authorization: AUTHORIZATION },
    });
    expect((await stored.arrayBuffer()).byteLength).toBe(content.length);
    for (const address of [
      `distributionsets/${set.id}`,
      `softwaremodules/${os.id}/artifacts/${artifact.id}`,
      `softwaremodules/${os.id}`,
      `softwaremodules/${os.id}`,
      `targets/${controllerId}`,
    ]) {
      expect((await ask("DELETE", address)).ok, address).toBe(true);
    }
    expect((await ask("GET", `targets/${controllerId}`)).status).toBe(404);
    expect((await fetch(controller, { headers: device })).status).toBe(401);
    await first("targets", { controllerId });
  });

  it("offers in a window whose schedule has seven fields, and skips while it is closed", async () => {
    const controllerId = `target-${randomUUID()}`;
    const { securityToken } = await first("targets", { controllerId });
    const os = await first("softwaremodules", { name: randomUUID(), version: "1", type: "os" });
    const set = await first("distributionsets", { name: randomUUID(), version: "1", modules: [{ id: os.id }] });
    const maintenanceWindow = { schedule: "20 5 14 ? 11 * 2099", duration: "00:00:30", timezone: "+00:00" };
    const { assignedActions } = await json("POST", `distributionsets/${set.id}/assignedTargets`, [
      { id: controllerId, type: "forced", maintenanceWindow },
    ]);
    const [made] = assignedActions as Json[];
    const response = await fetch(`${root}/default/controller/v1/${controllerId}/deploymentBase/${made!.id}`, {
      headers: { authorization: `TargetToken ${String(securityToken)}`, "user-agent": "rauc-hawkbit-c-agent/1.0" },
    });
    expect(await response.json()).toMatchObject({
      deployment: { download: "forced", update: "skip", maintenanceWindow: "unavailable" },
    });
  });
});
