import { createHash, randomUUID } from "node:crypto";
import { buffer } from "node:stream/consumers";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createToken } from "#lib/access/create-token.ts";
import { openBlobStore } from "#lib/artifacts/blobs/open-store.ts";
import type { HawkbitAnswer } from "#lib/hawkbit/exchange.ts";
import { describeOnPostgres, describeWithDatabase, type TestContext } from "#lib/testing/database.ts";
import { FirmwareWorld } from "#lib/testing/firmware-world.ts";
import { HawkbitDevice } from "#lib/testing/hawkbit-device.ts";
import { HawkbitOperator } from "#lib/testing/hawkbit-operator.ts";

type Json = Record<string, unknown>;
type Entry = { id: number; type: string; messages: string[]; code?: number };
const BASIC = { user: "admin", password: "admin" };

/** An operator's script, and what it makes again and again. */
class Script extends HawkbitOperator {
  readonly ctx: TestContext;

  constructor(ctx: TestContext, credential?: string | null) {
    super({ ...ctx, config: { ...ctx.config, hawkbitBasic: BASIC } }, credential);
    this.ctx = ctx;
  }

  async target(controllerId = `target-${randomUUID()}`): Promise<string> {
    await this.make("targets", { controllerId, name: controllerId });
    return controllerId;
  }

  async module(version: string = randomUUID(), type = "os"): Promise<number> {
    return (await this.make("softwaremodules", { name: "rootfs", version, type })).id as number;
  }

  async set(modules: number[], version: string = randomUUID()): Promise<number> {
    const made = { name: "bundle", version, modules: modules.map((id) => ({ id })) };
    return (await this.make("distributionsets", made)).id as number;
  }

  async assign(setId: number, controllerId: string, more: Json = {}): Promise<Json> {
    const path = `distributionsets/${setId}/assignedTargets`;
    const { status, json } = await this.call("POST", path, { body: [{ id: controllerId, ...more }] });
    expect(status, JSON.stringify(json)).toBe(200);
    return json as Json;
  }

  /** A set of one module, assigned; the action's id. */
  async assignNew(controllerId: string, more: Json = {}): Promise<number> {
    const answer = await this.assign(await this.set([await this.module()]), controllerId, more);
    return (answer.assignedActions as { id: number }[])[0]!.id;
  }

  async entries(controllerId: string, actionId: number): Promise<Entry[]> {
    return (await this.read(`targets/${controllerId}/actions/${actionId}/status`, "sort=id:DESC")).content as Entry[];
  }

  async device(controllerId: string): Promise<HawkbitDevice> {
    const device = new HawkbitDevice(this.ctx, controllerId);
    device.targetToken = (await this.read(`targets/${controllerId}`)).securityToken as string;
    return device;
  }
}

const linksOf = (answer: HawkbitAnswer) => Object.keys((answer.json as { _links?: Json })._links ?? {});
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

describeWithDatabase("hawkBit's management API", (getCtx) => {
  let script: Script;
  let action: (controllerId: string, id: number) => Promise<Json>;

  beforeAll(() => {
    script = new Script(getCtx());
    action = (controllerId, id) => script.read(`targets/${controllerId}/actions/${id}`);
  });

  describe("signing in", () => {
    const statusAs = (credential: string | null, headers: Record<string, string> = {}) =>
      new Script(getCtx(), credential).status("GET", "targets", { headers });

    it.each([
      [null, 401],
      ["admin:admin", 200],
      ["admin:wrong", 401],
      ["someone:admin", 401],
      ["DEFAULT\\admin:admin", 200],
      ["default\\admin:admin", 200],
      ["ELSEWHERE\\admin:admin", 401],
      ["admin", 401],
      ["", 401],
    ])("as %s is answered with %i", async (credential, status) => {
      expect(await statusAs(credential)).toBe(status);
    });

    it.each(["Bearer x", "Basic", "Basic !!!", "Basic  ", "basic YWRtaW46YWRtaW4"])(
      "with %s",
      async (authorization) => {
        expect(await statusAs(null, { authorization })).toBe(authorization.startsWith("basic Y") ? 200 : 401);
      },
    );

    it("is asked for by name", async () => {
      const { headers } = await new Script(getCtx(), null).call("GET", "targets");
      expect(headers).toEqual({ "www-authenticate": 'Basic realm="Slipway"' });
    });

    it("works with an API token as the password, within its scopes", async () => {
      const { token } = await createToken(getCtx(), { name: `script ${randomUUID()}`, scopes: ["devices:read"] });
      const reader = new Script(getCtx(), `whoever:${token}`);
      expect(await reader.status("GET", "targets")).toBe(200);
      const target = await script.target();
      expect(await reader.read(`targets/${target}`)).not.toHaveProperty("securityToken");
      expect(await reader.status("POST", "targets", { body: [{ controllerId: "x" }] })).toBe(403);
      expect(await reader.status("GET", "softwaremodules")).toBe(403);
      expect(await reader.status("GET", "system/configs/pollingTime")).toBe(200);
      expect(await reader.status("GET", "system/configs/authentication.gatewaytoken.key")).toBe(403);
      expect(await reader.read("system/configs")).not.toHaveProperty(["authentication.gatewaytoken.key"]);
      expect(await reader.status("PUT", "system/configs/pollingTime", { body: { value: "00:01:00" } })).toBe(403);
    });

    it("has no account of its own unless the operator made one", async () => {
      expect(await new HawkbitOperator(getCtx()).status("GET", "targets")).toBe(401);
    });

    it("is refused to whoever guesses too often", async () => {
      const ctx = { ...getCtx(), config: { ...getCtx().config, rateLimits: true } };
      const guesser = new Script(ctx, "admin:guess");
      guesser.address = `suite ${randomUUID()}`;
      const statuses: number[] = [];
      for (let round = 0; round < 25; round++) statuses.push(await guesser.status("GET", "targets"));
      expect(statuses.slice(0, 20)).toEqual(Array.from({ length: 20 }, () => 401));
      expect(statuses.at(-1)).toBe(429);
    });
  });

  it("is another one for each tenant", async () => {
    const tenant = `T${randomUUID().slice(0, 8)}`.toUpperCase();
    await getCtx().db.fleet.create({ data: { name: tenant, tenant } });
    const other = new Script(getCtx(), `${tenant}\\admin:admin`);
    const controllerId = await other.target(await script.target());
    const row = await getCtx().db.device.findFirstOrThrow({
      where: { tenant, controllerId },
      include: { fleet: true },
    });
    expect(row.fleet?.name).toBe(tenant);
    const moduleId = await script.module();
    expect(await other.status("GET", `softwaremodules/${moduleId}`)).toBe(404);
    expect(await other.status("DELETE", `softwaremodules/${moduleId}`)).toBe(404);
    const setId = await script.set([moduleId]);
    const assigning = { body: [{ id: controllerId }] };
    expect(await other.status("POST", `distributionsets/${setId}/assignedTargets`, assigning)).toBe(404);
    await other.call("PUT", "system/configs/pollingTime", { body: { value: "00:07:00" } });
    expect(await script.read("system/configs/pollingTime")).not.toMatchObject({ value: "00:07:00" });
    expect((await other.read("targets")).total).toBe(1);
  });

  describe("settings", () => {
    it("keep their types, act at once and go back to the default", async () => {
      const path = "system/configs/pollingTime";
      expect(await script.read(path)).toEqual({ value: "00:01:00", global: true });
      expect(await script.status("PUT", path, { body: { value: "00:00:30" } })).toBe(204);
      expect(await script.read(path)).toMatchObject({ value: "00:00:30", global: false, createdBy: "admin" });
      const controllerId = await script.target();
      const device = await script.device(controllerId);
      const poll = (await device.get()).json as { config: { polling: { sleep: string } } };
      expect(poll.config.polling.sleep <= "00:00:40").toBe(true);
      expect(await script.status("DELETE", path)).toBe(204);
      expect(await script.read(path)).toEqual({ value: "00:01:00", global: true });
      expect(Object.keys(await script.read("system/configs"))).toContain("authentication.header.authority");
    });

    it("let the gateway token be set and read", async () => {
      const path = "system/configs/authentication.gatewaytoken.key";
      await script.call("PUT", path, { body: { value: "bhVahL1Il1shie2aj2poojeChee6ahShu" } });
      expect(await script.read(path)).toMatchObject({ value: "bhVahL1Il1shie2aj2poojeChee6ahShu", global: false });
    });

    it.each([
      ["authentication.targettoken.enabled", { value: "true" }],
      ["authentication.targettoken.enabled", {}],
      ["authentication.targettoken.enabled", []],
      ["pollingTime", { value: "5 minutes" }],
      ["pollingTime", { value: 300 }],
      ["pollingTime", { value: null }],
      ["nonsense", { value: true }],
      ["constructor", { value: true }],
    ])("refuse %s = %j", async (key, body) => {
      expect(await script.status("PUT", `system/configs/${key}`, { body })).toBe(400);
    });

    it("refuse keys that are not there", async () => {
      expect(await script.status("GET", "system/configs/nonsense")).toBe(400);
      expect(await script.status("DELETE", "system/configs/nonsense")).toBe(400);
    });
  });

  describe("targets", () => {
    it("are made with a token, read, changed and listed", async () => {
      const controllerId = `a/b c?${randomUUID()}`;
      const path = `targets/${encodeURIComponent(controllerId)}`;
      const made = await script.make("targets", { controllerId, name: null, description: "on the roof" });
      expect(made).toMatchObject({
        controllerId,
        name: controllerId,
        description: "on the roof",
        updateStatus: "unknown",
        securityToken: expect.stringMatching(/^[0-9a-f]{32}$/),
        requestAttributes: true,
        createdAt: getCtx().clock.now().getTime(),
        _links: { self: { href: `http://updates.example.com/rest/v1/${path}` } },
      });
      expect(await script.read(path)).toEqual(made);
      const change = { name: "roof", securityToken: "my-own", requestAttributes: false };
      const { json } = await script.call("PUT", path, { body: change });
      expect(json).toMatchObject({ ...change, description: "on the roof" });
      const list = await script.read("targets", `q=controllerId=="${encodeURIComponent(controllerId)}"`);
      expect(list).toMatchObject({ total: 1, size: 1, content: [{ controllerId }] });
    });

    it("take a token as it is given, and let its device in", async () => {
      const controllerId = `target-${randomUUID()}`;
      await script.make("targets", { controllerId, securityToken: "a.token-of_mine" });
      const device = await script.device(controllerId);
      expect(device.targetToken).toBe("a.token-of_mine");
      expect((await device.get()).status).toBe(200);
    });

    it("tell exactly what the device sent, or nothing", async () => {
      const controllerId = await script.target();
      expect(await script.read(`targets/${controllerId}/attributes`)).toEqual({});
      const device = await script.device(controllerId);
      await device.put("configData", { data: { product: "Terminator", model: "T-1000" } });
      const attributes = await script.read(`targets/${controllerId}/attributes`);
      expect(attributes).toEqual({ product: "Terminator", model: "T-1000" });
      const found = await script.read("targets", "q=attribute.model==T-1000");
      expect(found).toMatchObject({ content: [{ controllerId }] });
    });

    it("are made all or none, and once", async () => {
      const [one, two] = [`target-${randomUUID()}`, await script.target()];
      const body = [{ controllerId: one }, { controllerId: two }];
      expect(await script.status("POST", "targets", { body })).toBe(409);
      expect(await script.status("GET", `targets/${one}`)).toBe(404);
      expect(await script.status("POST", "targets", { body: [{ controllerId: one }, { controllerId: one }] })).toBe(
        409,
      );
    });

    it("are deleted in every state, and their names are free again", async () => {
      const controllerId = await script.target();
      for (let round = 0; round < 3; round++) {
        const id = await script.assignNew(controllerId);
        const device = await script.device(controllerId);
        await device.get();
        if (round === 1) await device.say(`deploymentBase/${id}`, "closed", "success");
        if (round === 2) await script.call("DELETE", `targets/${controllerId}/actions/${id}`);
        expect(await script.status("DELETE", `targets/${controllerId}`)).toBe(204);
        expect(await script.status("GET", `targets/${controllerId}`)).toBe(404);
        expect(await script.status("DELETE", `targets/${controllerId}`)).toBe(404);
        expect((await device.get()).status).toBe(401);
        await script.target(controllerId);
        expect((await script.read(`targets/${controllerId}/actions`)).total).toBe(0);
      }
    });

    it("that are deleted are not waited for by a rollout", async () => {
      const world = await FirmwareWorld.with(getCtx(), { devices: 2 });
      const rolloutId = await world.rollOut("2.0.0");
      const [first, second] = world.devices;
      expect(await script.status("DELETE", `targets/${first!.controllerId}`)).toBe(204);
      const poll = await second!.get();
      const { href } = (poll.json as { _links: { deploymentBase: { href: string } } })._links.deploymentBase;
      const id = /deploymentBase\/(\d+)/.exec(href)![1]!;
      await second!.say(`deploymentBase/${id}`, "closed", "success");
      await world.settle();
      expect(await world.see(rolloutId)).toMatchObject({ status: "completed", counts: { healthy: 1, skipped: 1 } });
    });

    it.each<[string, unknown]>([
      ["no list", { controllerId: "x" }],
      ["an empty list", []],
      ["no id", [{ name: "x" }]],
      ["an empty id", [{ controllerId: "" }]],
      ["a number for an id", [{ controllerId: 5 }]],
      ["an id too long", [{ controllerId: "x".repeat(257) }]],
      ["a name too long", [{ controllerId: "x", name: "x".repeat(129) }]],
      ["a token with a blank", [{ controllerId: "x", securityToken: "a b" }]],
      ["nothing", null],
    ])("given as %s are refused", async (_case, body) => {
      expect(await script.status("POST", "targets", { body })).toBe(400);
    });
  });

  describe("modules and artifacts", () => {
    it("have versions in free text", async () => {
      for (const version of ["1.0", "1.2000000000000002", "not a version, at all"]) {
        const name = `a b.c ${randomUUID()}`;
        const made = await script.make("softwaremodules", { name, version, type: "application", vendor: "ACME" });
        expect(made).toMatchObject({
          name,
          version,
          type: "application",
          vendor: "ACME",
          encrypted: false,
          locked: false,
          deleted: false,
          complete: true,
        });
        expect(await script.read(`softwaremodules/${made.id as number}`)).toEqual(made);
        expect(await script.status("POST", "softwaremodules", { body: [{ name, version, type: "application" }] })).toBe(
          409,
        );
        await script.make("softwaremodules", { name, version, type: "os" });
      }
    });

    it("take files, tell their hashes, give them back and let them go", async () => {
      const id = await script.module();
      const { status, json } = await script.upload(id, "rootfs.swu", "content of rootfs");
      expect(status).toBe(201);
      expect(json).toMatchObject({
        id: expect.any(Number),
        providedFilename: "rootfs.swu",
        size: 17,
        hashes: {
          sha256: sha256("content of rootfs"),
          sha1: createHash("sha1").update("content of rootfs").digest("hex"),
          md5: createHash("md5").update("content of rootfs").digest("hex"),
        },
      });
      const { id: artifactId } = json as { id: number };
      const path = `softwaremodules/${id}/artifacts/${artifactId}`;
      expect(await script.read(path)).toEqual(json);
      expect((await script.call("GET", `softwaremodules/${id}/artifacts`)).json).toEqual([json]);
      const { file } = await script.call("GET", `${path}/download`);
      expect(file).toMatchObject({ name: "rootfs.swu", size: 17 });
      expect(String(await buffer(await openBlobStore(getCtx().config).open(file!.sha256)))).toBe("content of rootfs");
      const other = await script.module();
      expect(await script.status("GET", `softwaremodules/${other}/artifacts/${artifactId}`)).toBe(404);
      expect(await script.status("DELETE", `softwaremodules/${other}/artifacts/${artifactId}`)).toBe(404);
      expect(await script.status("DELETE", path)).toBe(204);
      expect(await script.status("DELETE", path)).toBe(404);
      await expect(openBlobStore(getCtx().config).open(file!.sha256)).rejects.toMatchObject({ code: "NOT_FOUND" });
    });

    it("share a content: what one lets go, the other keeps", async () => {
      const [left, right] = [await script.module(), await script.module()];
      const text = `shared ${randomUUID()}`;
      for (const name of ["a", "b"]) expect((await script.upload(left, name, text)).status).toBe(201);
      expect((await script.upload(right, "c", text)).status).toBe(201);
      expect(await script.status("DELETE", `softwaremodules/${left}`)).toBe(204);
      expect(await buffer(await openBlobStore(getCtx().config).open(sha256(text)))).toHaveLength(text.length);
      expect(await script.status("DELETE", `softwaremodules/${right}`)).toBe(204);
      await expect(openBlobStore(getCtx().config).open(sha256(text))).rejects.toMatchObject({ code: "NOT_FOUND" });
    });

    it("refuse what is not what was said", async () => {
      const id = await script.module();
      expect((await script.upload(id, "a", "x")).status).toBe(201);
      expect((await script.upload(id, "a", "y")).status).toBe(409);
      expect((await script.upload(id, "b", "y", "filename=a")).status).toBe(409);
      expect((await script.upload(id, "b", "")).status).toBe(400);
      expect((await script.upload(id, "b", "y", `sha256sum=${sha256("x")}`)).status).toBe(400);
      expect((await script.upload(id, "b", "y", "md5sum=zz")).status).toBe(400);
      expect((await script.upload(id, "b", "y", `sha256sum=${sha256("y")}&filename=c`)).json).toMatchObject({
        providedFilename: "c",
      });
      expect((await script.upload(2_147_483_646, "b", "y")).status).toBe(404);
      const path = `softwaremodules/${id}/artifacts`;
      expect(await script.status("POST", path, { body: {} })).toBe(415);
      const wrongPart = new FormData();
      wrongPart.append("upload", new Blob(["x"]), "x");
      expect(await script.status("POST", path, { body: wrongPart })).toBe(400);
    });

    it("are too large for a quota, which is 429", async () => {
      const ctx = { ...getCtx(), config: { ...getCtx().config, fileSizeBytesMax: 10 } };
      const id = await script.module();
      expect((await new Script(ctx).upload(id, "a", "x".repeat(11))).status).toBe(429);
    });

    it("are deleted as often as one likes", async () => {
      const id = await script.module();
      for (let round = 0; round < 3; round++) expect(await script.status("DELETE", `softwaremodules/${id}`)).toBe(204);
      expect(await script.read(`softwaremodules/${id}`)).toMatchObject({ deleted: true });
      expect((await script.upload(id, "a", "x")).status).toBe(404);
      expect(await script.status("DELETE", "softwaremodules/2147483646")).toBe(404);
      const list = await script.read("softwaremodules", `q=id==${id}`);
      expect(list.total).toBe(0);
    });

    it.each<[unknown, number]>([
      [{ name: "a", version: "1", type: "os" }, 400],
      [[{ name: "a", version: "1" }], 400],
      [[{ name: "a", version: "1", type: "firmware" }], 404],
      [[{ name: "", version: "1", type: "os" }], 400],
      [[{ name: "a", version: "x".repeat(65), type: "os" }], 400],
      [[{ name: "a".repeat(129), version: "1", type: "os" }], 400],
    ])("given as %j are answered with %i", async (body, status) => {
      expect(await script.status("POST", "softwaremodules", { body })).toBe(status);
    });
  });

  describe("sets", () => {
    it("are made of modules", async () => {
      const [os, app] = [await script.module(), await script.module(randomUUID(), "application")];
      const version = randomUUID();
      const made = await script.make("distributionsets", { name: "b", version, modules: [{ id: os }, { id: app }] });
      expect(made).toMatchObject({
        type: "os_app",
        complete: true,
        locked: false,
        deleted: false,
        valid: true,
        requiredMigrationStep: false,
        modules: [{ id: os }, { id: app }],
      });
      const path = `distributionsets/${made.id as number}`;
      expect(await script.read(path)).toEqual(made);
      expect(await script.status("POST", "distributionsets", { body: [{ name: "b", version, modules: [] }] })).toBe(
        409,
      );
      expect(await script.read("distributionsets", `q=version==${version}`)).toMatchObject({ content: [made] });
      expect(await script.status("DELETE", path)).toBe(204);
      expect(await script.read(path)).toMatchObject({ deleted: true });
      expect(await script.status("POST", `${path}/assignedTargets`, { body: [] })).toBe(404);
      expect(await script.status("DELETE", "distributionsets/2147483646")).toBe(404);
    });

    it("refuse modules that do not fit or are not there", async () => {
      const [os, other, app] = [await script.module(), await script.module(), await script.module("1", "application")];
      const make = (modules: number[], type?: string) =>
        script.status("POST", "distributionsets", {
          body: [{ name: "x", version: randomUUID(), type, modules: modules.map((id) => ({ id })) }],
        });
      expect(await make([os, other])).toBe(400);
      expect(await make([os], "app")).toBe(400);
      expect(await make([app], "os")).toBe(400);
      expect(await make([2_147_483_646])).toBe(404);
      expect(await make([os], "none")).toBe(404);
      await script.call("DELETE", `softwaremodules/${other}`);
      expect(await make([other])).toBe(404);
    });

    it("that are incomplete are not assigned", async () => {
      const setId = await script.set([await script.module(randomUUID(), "application")]);
      const body = [{ id: await script.target() }];
      expect(await script.status("POST", `distributionsets/${setId}/assignedTargets`, { body })).toBe(400);
    });
  });

  describe("assignments", () => {
    it("make an action that the device gets, and its log tells the way", async () => {
      const controllerId = await script.target();
      const moduleId = await script.module("1.2000000000000002");
      await script.upload(moduleId, "bundle.raucb", "the bundle");
      const setId = await script.set([moduleId], "1.2000000000000002");
      const { assignedActions, ...counts } = await script.assign(setId, controllerId);
      expect(counts).toEqual({ assigned: 1, alreadyAssigned: 0, total: 1 });
      const { id } = (assignedActions as { id: number }[])[0]!;
      expect(await script.assign(setId, controllerId)).toEqual({
        assigned: 0,
        alreadyAssigned: 1,
        total: 1,
        assignedActions: [],
      });
      expect(await action(controllerId, id)).toMatchObject({
        id,
        type: "update",
        status: "running",
        active: true,
        forceType: "forced",
        weight: 1000,
        createdBy: "admin",
        _links: { distributionset: { name: "bundle:1.2000000000000002" } },
      });
      expect(await script.read(`targets/${controllerId}`)).toMatchObject({ updateStatus: "pending" });
      expect(await script.read(`targets/${controllerId}/assignedDS`)).toMatchObject({ id: setId, locked: true });
      expect(await script.status("GET", `targets/${controllerId}/installedDS`)).toBe(204);

      const device = await script.device(controllerId);
      const { json } = await device.get(`deploymentBase/${id}`);
      expect(json).toMatchObject({
        id: String(id),
        deployment: { chunks: [{ part: "os", name: "rootfs", artifacts: [{ filename: "bundle.raucb", size: 10 }] }] },
      });
      expect(await action(controllerId, id)).toMatchObject({ status: "retrieved", active: true });
      await device.say(`deploymentBase/${id}`, "proceeding", "none", "Download complete. 1 MB/s");
      await device.post(`deploymentBase/${id}/feedback`, {
        timestamp: 1_700_000_000_000,
        status: {
          execution: "closed",
          result: { finished: "success" },
          code: 200,
          details: ["Software bundle installed"],
        },
      });
      expect(await action(controllerId, id)).toMatchObject({ status: "finished", active: false, lastStatusCode: 200 });
      const entries = await script.entries(controllerId, id);
      expect(entries.map(({ type }) => type)).toEqual(["finished", "running", "retrieved", "running"]);
      expect(entries[0]).toMatchObject({
        messages: ["Software bundle installed"],
        code: 200,
        timestamp: 1_700_000_000_000,
      });
      expect(entries[3]!.messages[0]).toMatch(/^Update Server: /);
      expect(await script.read(`targets/${controllerId}`)).toMatchObject({
        updateStatus: "in_sync",
        requestAttributes: true,
        installedAt: expect.any(Number),
      });
      expect(await script.read(`targets/${controllerId}/installedDS`)).toMatchObject({ id: setId });
      expect((await script.assign(setId, controllerId)).alreadyAssigned).toBe(1);
    });

    it("after a failure make a new action of the same set", async () => {
      const controllerId = await script.target();
      const setId = await script.set([await script.module()]);
      const { assignedActions } = await script.assign(setId, controllerId);
      const { id } = (assignedActions as { id: number }[])[0]!;
      const device = await script.device(controllerId);
      await device.say(`deploymentBase/${id}`, "closed", "failure", "no space");
      expect(await action(controllerId, id)).toMatchObject({ status: "error", active: false, type: "update" });
      expect(await script.read(`targets/${controllerId}`)).toMatchObject({ updateStatus: "error" });
      expect(await script.status("GET", `targets/${controllerId}/assignedDS`)).toBe(204);
      expect((await script.assign(setId, controllerId)).assigned).toBe(1);
    });

    it("ask what is still open to stop, and the device gets the newer one after it has", async () => {
      const controllerId = await script.target();
      const device = await script.device(controllerId);
      const older = await script.assignNew(controllerId);
      const newer = await script.assignNew(controllerId);
      expect(await action(controllerId, older)).toMatchObject({ status: "canceling", type: "cancel", active: true });
      expect((await script.entries(controllerId, older))[0]).toMatchObject({ type: "canceling" });
      expect(linksOf(await device.get())).toContain("cancelAction");
      await device.say(`cancelAction/${older}`, "closed", "success", "Action canceled.");
      expect(await action(controllerId, older)).toMatchObject({ status: "canceled", type: "cancel", active: false });
      expect(linksOf(await device.get())).toContain("deploymentBase");
      expect(await action(controllerId, newer)).toMatchObject({ status: "running" });
    });

    it("end what is still open where the tenant wants that", async () => {
      const key = "system/configs/repository.actions.autoclose.enabled";
      await script.call("PUT", key, { body: { value: true } });
      const controllerId = await script.target();
      const older = await script.assignNew(controllerId);
      await script.assignNew(controllerId);
      await script.call("DELETE", key);
      expect(await action(controllerId, older)).toMatchObject({ status: "canceled", active: false });
    });

    it("take a device out of a running rollout only once it has stopped", async () => {
      const world = await FirmwareWorld.with(getCtx(), { devices: 1 });
      const rolloutId = await world.rollOut("2.0.0");
      const [device] = world.devices;
      const { controllerId } = device!;
      const list = await script.read(`targets/${controllerId}/actions`);
      const [offered] = list.content as { id: number; rollout: number }[];
      expect(offered).toMatchObject({ status: "running", rolloutName: expect.stringContaining("Rollout #") });
      await script.assignNew(controllerId);
      expect(await action(controllerId, offered!.id)).toMatchObject({ status: "canceling" });
      await device!.say(`cancelAction/${offered!.id}`, "closed", "success");
      await world.settle();
      expect(await world.see(rolloutId)).toMatchObject({ counts: { skipped: 1 } });
    });

    it("skip targets that nobody knows", async () => {
      const setId = await script.set([await script.module()]);
      const controllerId = await script.target();
      const body = [{ id: "nobody" }, { id: controllerId, type: "soft", weight: 7 }];
      const { json } = await script.call("POST", `distributionsets/${setId}/assignedTargets`, { body });
      expect(json).toMatchObject({ assigned: 1, total: 1 });
      const { id } = (json as { assignedActions: { id: number }[] }).assignedActions[0]!;
      expect(await action(controllerId, id)).toMatchObject({ forceType: "soft", weight: 7 });
      const put = await script.call("PUT", `targets/${controllerId}/actions/${id}`, { body: { forceType: "forced" } });
      expect(put.json).toMatchObject({ forceType: "forced" });
      expect(await script.status("PUT", `targets/${controllerId}/actions/${id}`, { body: { forceType: "soft" } })).toBe(
        400,
      );
    });

    it("keep the order of many targets, and their own wishes", async () => {
      const setId = await script.set([await script.module()]);
      const ids = await Promise.all(Array.from({ length: 20 }, () => script.target()));
      const body = ids.map((id, index) => ({
        id,
        weight: index,
        type: index % 2 ? "timeforced" : "downloadonly",
        forcetime: 1_900_000_000_000,
      }));
      const { json } = await script.call("POST", `distributionsets/${setId}/assignedTargets`, { body });
      const { assignedActions } = json as { assignedActions: { id: number }[] };
      for (const [index, { id }] of assignedActions.entries()) {
        expect(await action(ids[index]!, id)).toMatchObject({
          weight: index,
          ...(index % 2 ? { forceType: "timeforced", forceTime: 1_900_000_000_000 } : { forceType: "downloadonly" }),
        });
      }
    });

    it("work from the target's side", async () => {
      const controllerId = await script.target();
      const setId = await script.set([await script.module()]);
      const path = `targets/${controllerId}/assignedDS`;
      expect((await script.call("POST", path, { body: { id: setId } })).json).toMatchObject({ assigned: 1 });
      expect((await script.call("POST", path, { body: [{ id: setId, type: "soft" }] })).json).toMatchObject({
        alreadyAssigned: 1,
      });
      expect(await script.status("POST", path, { body: { id: 2_147_483_646 } })).toBe(404);
      expect(await script.status("POST", "targets/nobody/assignedDS", { body: { id: setId } })).toBe(404);
    });

    it("may be of what is installed already", async () => {
      const controllerId = await script.target();
      const setId = await script.set([await script.module()]);
      const path = `distributionsets/${setId}/assignedTargets`;
      const { json } = await script.call("POST", path, { body: [{ id: controllerId }], query: "offline=true" });
      const { id } = (json as { assignedActions: { id: number }[] }).assignedActions[0]!;
      expect(await action(controllerId, id)).toMatchObject({ status: "finished", active: false });
      expect(await script.read(`targets/${controllerId}`)).toMatchObject({ updateStatus: "in_sync" });
      expect(await script.read(`targets/${controllerId}/installedDS`)).toMatchObject({ id: setId });
      expect(linksOf(await (await script.device(controllerId)).get())).not.toContain("deploymentBase");
    });

    it("may leave the user out of it", async () => {
      const key = "system/configs/user.confirmation.flow.enabled";
      await script.call("PUT", key, { body: { value: true } });
      const [asked, notAsked] = [await script.target(), await script.target()];
      await script.assignNew(asked);
      await script.assignNew(notAsked, { confirmationRequired: false });
      expect(linksOf(await (await script.device(asked)).get())).toContain("confirmationBase");
      expect(linksOf(await (await script.device(notAsked)).get())).toContain("deploymentBase");
      await script.call("DELETE", key);
    });

    it("wait for their window", async () => {
      const controllerId = await script.target();
      const maintenanceWindow = { schedule: "0 0 12 ? 1 * 2026", duration: "00:10:00", timezone: "+01:00" };
      const id = await script.assignNew(controllerId, { maintenanceWindow });
      const nextStartAt = Date.parse("2026-01-05T11:00:00Z");
      expect(await action(controllerId, id)).toMatchObject({
        maintenanceWindow: { ...maintenanceWindow, nextStartAt },
      });
      const device = await script.device(controllerId);
      device.headers = { "user-agent": "rauc-hawkbit-c-agent/1.0" };
      const { json } = await device.get(`deploymentBase/${id}`);
      expect(json).toMatchObject({ deployment: { update: "skip", maintenanceWindow: "unavailable" } });
    });

    it.each<[string, unknown, number]>([
      ["no list", { id: "x" }, 400],
      ["one target twice", [{ id: "x" }, { id: "x" }], 400],
      ["an unknown type", [{ id: "x", type: "maybe" }], 400],
      ["a time beyond all calendars", [{ id: "x", type: "timeforced", forcetime: 8.64e15 }], 400],
      ["a weight too large", [{ id: "x", weight: 1001 }], 400],
      ["half a window", [{ id: "x", maintenanceWindow: { schedule: "0 0 2 ? * *" } }], 400],
      [
        "a window in the past",
        [{ id: "x", maintenanceWindow: { schedule: "0 0 2 ? * * 2020", duration: "01:00:00", timezone: "Z" } }],
        400,
      ],
      [
        "a window in a zone",
        [{ id: "x", maintenanceWindow: { schedule: "0 0 2 ? * *", duration: "01:00:00", timezone: "CET" } }],
        400,
      ],
      ["too many", Array.from({ length: 5_001 }, (_, index) => ({ id: `x${index}` })), 429],
      ["nobody", [], 200],
      ["a number for an id", [{ id: 5 }], 200],
    ])("of %s are answered", async (_case, body, status) => {
      const setId = await script.set([await script.module()]);
      expect(await script.status("POST", `distributionsets/${setId}/assignedTargets`, { body })).toBe(status);
    });
  });

  describe("canceling", () => {
    let controllerId: string;
    let id: number;
    let path: string;
    beforeEach(async () => {
      controllerId = await script.target();
      id = await script.assignNew(controllerId);
      path = `targets/${controllerId}/actions/${id}`;
    });

    it("asks first, then forces, and each only once", async () => {
      const device = await script.device(controllerId);
      expect(await script.status("DELETE", path, { query: "force=true" })).toBe(405);
      expect(await script.status("DELETE", path)).toBe(204);
      expect(await script.read(path)).toMatchObject({ status: "canceling", type: "cancel", active: true });
      expect(await script.status("DELETE", path)).toBe(405);
      expect(await script.status("DELETE", path, { query: "force=true" })).toBe(204);
      expect(await script.read(path)).toMatchObject({ status: "canceled", type: "cancel", active: false });
      expect((await script.entries(controllerId, id)).map(({ type }) => type)).toEqual([
        "canceled",
        "canceling",
        "running",
      ]);
      expect(await script.status("DELETE", path)).toBe(405);
      expect(await script.status("DELETE", path, { query: "force=true" })).toBe(405);
      expect((await device.say(`deploymentBase/${id}`, "closed", "success")).status).toBe(410);
    });

    it("may be refused by the device, which then finishes", async () => {
      const device = await script.device(controllerId);
      await script.call("DELETE", path);
      await device.say(`cancelAction/${id}`, "rejected", "success", "too late");
      expect(await script.read(path)).toMatchObject({ status: "running", type: "update", active: true });
      expect((await script.entries(controllerId, id))[0]).toMatchObject({ type: "cancel_rejected" });
      await device.say(`deploymentBase/${id}`, "closed", "success");
      expect(await script.read(path)).toMatchObject({ status: "finished", type: "update" });
    });

    it("of an action of a rollout leaves its device out", async () => {
      const world = await FirmwareWorld.with(getCtx(), { devices: 1 });
      const rolloutId = await world.rollOut("2.0.0");
      const target = world.devices[0]!.controllerId;
      const [offered] = (await script.read(`targets/${target}/actions`)).content as { id: number }[];
      const place = `targets/${target}/actions/${offered!.id}`;
      expect(await script.status("DELETE", place)).toBe(204);
      expect(await script.status("DELETE", place, { query: "force=true" })).toBe(204);
      await world.settle();
      expect(await world.see(rolloutId)).toMatchObject({ status: "completed", counts: { skipped: 1 } });
    });

    it("of another target's action finds nothing", async () => {
      const other = await script.target();
      for (const method of ["GET", "DELETE"]) {
        expect(await script.status(method, `targets/${other}/actions/${id}`)).toBe(404);
      }
      expect(await script.status("GET", `targets/${other}/actions/${id}/status`)).toBe(404);
    });
  });

  it("holds used modules fast, and lets everything go in the order of scripts", async () => {
    const controllerId = await script.target();
    const moduleId = await script.module();
    const { json } = await script.upload(moduleId, "a.swu", "in use");
    const artifact = `softwaremodules/${moduleId}/artifacts/${(json as { id: number }).id}`;
    const setId = await script.set([moduleId]);
    expect(await script.status("DELETE", `softwaremodules/${moduleId}`)).toBe(423);
    expect((await script.upload(moduleId, "b.swu", "before it is assigned")).status).toBe(201);
    const { assignedActions } = await script.assign(setId, controllerId);
    const { id } = (assignedActions as { id: number }[])[0]!;
    expect((await script.upload(moduleId, "c.swu", "too late")).status).toBe(423);
    expect(await script.status("DELETE", artifact)).toBe(423);
    expect(await script.read(`softwaremodules/${moduleId}`)).toMatchObject({ locked: true });

    expect(await script.status("DELETE", `distributionsets/${setId}`)).toBe(204);
    expect(await script.status("DELETE", artifact)).toBe(423);
    await script.call("DELETE", `targets/${controllerId}/actions/${id}`);
    await script.call("DELETE", `targets/${controllerId}/actions/${id}`, { query: "force=true" });
    expect(await script.status("DELETE", artifact)).toBe(204);
    for (let round = 0; round < 2; round++) {
      expect(await script.status("DELETE", `softwaremodules/${moduleId}`)).toBe(204);
    }
    expect(await action(controllerId, id)).toMatchObject({ _links: { distributionset: { name: expect.any(String) } } });
    expect(await script.status("DELETE", `targets/${controllerId}`)).toBe(204);
  });

  describe("lists", () => {
    it("are cut, sorted and asked", async () => {
      const prefix = `list-${randomUUID()}`;
      for (const name of ["b", "a", "c"]) await script.target(`${prefix}-${name}`);
      const ask = (query: string) => script.read("targets", `q=controllerId==${prefix}*&${query}`);
      const namesOf = ({ content }: Json) => (content as Json[]).map((row) => String(row.controllerId).at(-1));
      expect(namesOf(await ask("sort=controllerId:DESC"))).toEqual(["c", "b", "a"]);
      const page = await ask("sort=NAME%3Aasc&offset=1&limit=1");
      expect(page).toMatchObject({ total: 3, size: 1 });
      expect(namesOf(page)).toEqual(["b"]);
      expect(namesOf(await ask("q2=1"))).toHaveLength(3);
    });

    it("of entries are in the order of writing", async () => {
      const controllerId = await script.target();
      const id = await script.assignNew(controllerId);
      const device = await script.device(controllerId);
      for (const text of ["one", "two"]) await device.say(`deploymentBase/${id}`, "proceeding", "none", text);
      const path = `targets/${controllerId}/actions/${id}/status`;
      const newest = await script.read(path, "offset=0&limit=1");
      expect(newest).toMatchObject({ total: 3, content: [{ messages: ["two"] }] });
      const oldest = await script.read(path, "sort=id:ASC&limit=1");
      expect(oldest).toMatchObject({ content: [{ type: "running" }] });
    });

    it.each(["targets", "softwaremodules", "distributionsets"])("of %s refuse what they do not know", async (path) => {
      for (const query of ["sort=nope:ASC", "sort=id", "limit=x", "q=nope==1", "q=(((", "q=name"]) {
        expect(await script.status("GET", path, { query }), query).toBe(400);
      }
    });
  });

  it.each<[string, string, number]>([
    ["GET", "", 404],
    ["GET", "nothing", 404],
    ["GET", "targets/x/y/z/a/b", 404],
    ["GET", "targets/x/nonsense", 404],
    ["GET", "softwaremodules/abc", 404],
    ["GET", "softwaremodules/99999999999", 404],
    ["GET", "softwaremodules/0", 404],
    ["GET", "distributionsets/-1", 404],
    ["GET", "targets/nobody", 404],
    ["GET", "targets/nobody/actions/1", 404],
    ["GET", "targets/%00", 400],
    ["PATCH", "targets", 405],
    ["DELETE", "targets", 405],
    ["POST", "system/configs", 405],
    ["constructor", "targets", 405],
    ["HEAD", "targets", 200],
  ])("%s /%s is answered with %i", async (method, path, status) => {
    expect(await script.status(method, path)).toBe(status);
  });

  it("reads no body that is not JSON", async () => {
    expect(await script.status("POST", "targets", { body: "{" })).toBe(400);
    const headers = { "content-type": "text/plain" };
    expect(await script.status("POST", "targets", { body: "[]", headers })).toBe(415);
    expect(await script.status("GET", "targets", { headers })).toBe(200);
    const hal = { "content-type": "application/hal+json;charset=UTF-8" };
    const body = [{ controllerId: `target-${randomUUID()}` }];
    expect(await script.status("POST", "targets", { body, headers: hal })).toBe(201);
  });
});

describeOnPostgres("hawkBit's management API, raced", (getCtx) => {
  it("assigns two sets at once and leaves one of them to be carried out", async () => {
    const script = new Script(getCtx());
    const controllerId = await script.target();
    for (let round = 0; round < 5; round++) {
      await Promise.all([script.assignNew(controllerId), script.assignNew(controllerId)]);
      const { content } = await script.read(`targets/${controllerId}/actions`, "limit=500");
      expect((content as { status: string }[]).filter(({ status }) => status === "running")).toHaveLength(1);
    }
  });

  it("deletes a module or makes a set of it, but not both", async () => {
    const script = new Script(getCtx());
    for (let round = 0; round < 8; round++) {
      const moduleId = await script.module();
      const [made, deleted] = await Promise.all([
        script.status("POST", "distributionsets", {
          body: [{ name: "raced", version: randomUUID(), modules: [{ id: moduleId }] }],
        }),
        script.status("DELETE", `softwaremodules/${moduleId}`),
      ]);
      expect([
        [201, 423],
        [404, 204],
      ]).toContainEqual([made, deleted]);
    }
  });

  it("deletes a target while it reports", async () => {
    const script = new Script(getCtx());
    for (let round = 0; round < 5; round++) {
      const controllerId = await script.target();
      const id = await script.assignNew(controllerId);
      const device = await script.device(controllerId);
      const [deleted, reported] = await Promise.all([
        script.status("DELETE", `targets/${controllerId}`),
        device.say(`deploymentBase/${id}`, "closed", "success"),
      ]);
      expect(deleted).toBe(204);
      expect([200, 401, 404, 410]).toContain(reported.status);
    }
  });
});
