import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createDevice } from "#lib/devices/create.ts";
import { rotateDeviceToken } from "#lib/devices/rotate-token.ts";
import { retireDevice } from "#lib/devices/retire.ts";
import { tellStateOperation } from "#lib/http/operations/check-in.ts";
import { systemActor } from "#lib/access/rules/actor.ts";
import { cancelRollout } from "#lib/rollouts/cancel.ts";
import { pauseRollout } from "#lib/rollouts/pause.ts";
import { sha256 } from "#lib/kernel/crypto.ts";
import { as } from "#lib/testing/builders.ts";
import { describeWithDatabase, type TestContext } from "#lib/testing/database.ts";
import { TestGateway } from "#lib/testing/gateway.ts";
import { call, useAsRuntime } from "#lib/testing/http.ts";
import { RolloutWorld } from "#lib/testing/rollout-world.ts";

const WAIT = { timeout: 10_000, interval: 10 };

interface Speaker {
  uuid: string;
  token: string;
}

/** Gives a device of a rollout's world a token that is known here. */
async function speakerFor({ db }: TestContext, deviceId: string): Promise<Speaker> {
  const token = `slpd_${deviceId}`;
  await db.device.update({ where: { id: deviceId }, data: { tokenHash: sha256(token) } });
  return { uuid: deviceId, token };
}

describeWithDatabase("The gateway's native protocol", (getCtx) => {
  let gateway: TestGateway;
  let device: Speaker;
  let other: Speaker;

  beforeAll(async () => {
    const ctx = getCtx();
    device = await createDevice(ctx, { name: "till-1" });
    other = await createDevice(ctx, { name: "till-2" });
    gateway = await TestGateway.open(ctx);
  });
  afterAll(() => gateway.close());

  const selects = (ctx: TestContext) => vi.spyOn(ctx.handle.client, "$queryRaw");
  /** How often devices were read; the news are read all the time. */
  const countReads = (spy: ReturnType<typeof selects>) =>
    spy.mock.calls.filter(([query]) => JSON.stringify(query).includes("FROM devices")).length;

  it("answers as the route of Next does, byte for byte, with the same tag", async () => {
    useAsRuntime(getCtx());
    for (const apps of [
      {},
      { agent: { image: "r/agent", version: "1.0.0" }, "10": { image: "x" }, "9": { image: "y" } },
    ]) {
      await gateway.report(device, { apps });
      for (let turn = 0; turn < 3; turn++) {
        const answer = await gateway.poll(device);
        const route = await call(tellStateOperation, { params: { uuid: device.uuid }, token: device.token });
        expect(answer.text).toBe(await route.text());
        expect(answer.headers.etag).toBe(route.headers.get("etag"));
        expect(answer.headers["content-type"]).toBe(route.headers.get("content-type"));
      }
    }
  });

  it("answers a known device for which nothing is open without asking the database", async () => {
    await gateway.poll(device);
    const spy = selects(getCtx());
    const first = await gateway.poll(device);
    expect(first.status).toBe(200);
    const second = await gateway.poll(device, { "if-none-match": first.headers.etag ?? "" });
    expect([second.status, second.text]).toEqual([304, ""]);
    expect(countReads(spy)).toBe(0);
  });

  it("answers HEAD like GET, without the body", async () => {
    const path = `/api/v1/device/${device.uuid}/state`;
    const headers = { authorization: `Bearer ${device.token}` };
    const answer = await gateway.call({ method: "HEAD", path, headers });
    expect([answer.status, answer.text, answer.headers.etag]).toEqual([
      200,
      "",
      (await gateway.poll(device)).headers.etag,
    ]);
  });

  it("takes a device that registered after it started, and its id in capitals", async () => {
    const late = await createDevice(getCtx(), { name: "late" });
    expect((await gateway.poll(late)).status).toBe(200);
    expect((await gateway.poll({ ...late, uuid: late.uuid.toUpperCase() })).status).toBe(200);
  });

  it.each([
    ["without a token", () => ({ uuid: device.uuid, token: "" })],
    ["with a wrong token", () => ({ uuid: device.uuid, token: "slpd_wrong" })],
    ["with another device's token", () => ({ uuid: device.uuid, token: other.token })],
    ["for a device that is not there", () => ({ uuid: crypto.randomUUID(), token: device.token })],
    ["for what is no id", () => ({ uuid: "1", token: device.token })],
  ])("lets nobody in %s", async (_, speaker) => {
    for (const answer of [await gateway.poll(speaker()), await gateway.report(speaker(), {})]) {
      expect(answer.status).toBe(401);
      expect(answer.headers["content-type"]).toContain("application/problem+json");
      expect(answer.headers["www-authenticate"]).toContain("Bearer");
      expect(answer.json()).toMatchObject({ code: "UNAUTHENTICATED", requestId: answer.headers["x-request-id"] });
    }
  });

  it("refuses the old token and takes the new one as soon as a token is rotated, while the device polls", async () => {
    const ctx = getCtx();
    const rotated = await createDevice(ctx, { name: "rotated" });
    await gateway.poll(rotated);
    const { token } = await rotateDeviceToken(ctx, { deviceId: rotated.uuid });
    await vi.waitFor(async () => expect((await gateway.poll(rotated)).status).toBe(401), WAIT);
    expect((await gateway.poll({ uuid: rotated.uuid, token })).status).toBe(200);
    expect((await gateway.poll(rotated)).status).toBe(401);
    await retireDevice(ctx, { deviceId: rotated.uuid });
    await vi.waitFor(async () => expect((await gateway.poll({ uuid: rotated.uuid, token })).status).toBe(401), WAIT);
  });

  it.each([
    ["not JSON", "{", 400],
    ["a list", "[]", 400],
    ["an unknown field", { color: "red" }, 400],
    ["a status without an action", { status: "healthy" }, 400],
    ["an action that is not its own", { actionId: 4711, status: "healthy" }, 404],
    ["too much", { attributes: { a: "x".repeat(70_000) } }, 413],
    ["nothing", undefined, 200],
  ])("answers a report of %s with a fitting status", async (_, body, status) => {
    expect((await gateway.report(device, body)).status).toBe(status);
  });

  it("says what is not there, and what it cannot read", async () => {
    const headers = { authorization: `Bearer ${device.token}` };
    expect((await gateway.call({ path: `/api/v1/device/${device.uuid}/nothing`, headers })).status).toBe(404);
    expect((await gateway.call({ path: "/api/v1/device/%ff/state", headers })).status).toBe(400);
    for (const [address, allow] of [
      ["state", "GET, HEAD"],
      ["report", "PATCH"],
    ]) {
      const answer = await gateway.call({ method: "POST", path: `/api/v1/device/${device.uuid}/${address}`, headers });
      expect([answer.status, answer.headers.allow]).toEqual([405, allow]);
    }
    const typed = { ...headers, "content-type": "text/plain" };
    const path = `/api/v1/device/${device.uuid}/report`;
    expect((await gateway.call({ method: "PATCH", path, headers: typed, body: "{}" })).status).toBe(415);
  });

  it("notes when and from where devices were seen", async () => {
    const ctx = getCtx();
    await gateway.poll(other, { "x-forwarded-for": "198.51.100.7" });
    await vi.waitFor(async () => {
      const row = await ctx.db.device.findUniqueOrThrow({ where: { id: other.uuid } });
      expect(row.lastSeenAt).not.toBeNull();
      expect(row.address).toBe("198.51.100.7");
    }, WAIT);
  });

  describe("while a rollout runs", () => {
    async function offered() {
      const ctx = getCtx();
      const world = await RolloutWorld.with(ctx, { devices: 2 });
      const speakers = await Promise.all(world.deviceIds.map((id) => speakerFor(ctx, id)));
      for (const speaker of speakers) await gateway.poll(speaker);
      const rolloutId = await world.rollOut({ settings: { batches: [100], maxFailureRate: 1 } });
      await world.settle();
      return { ctx, world, speakers, rolloutId };
    }
    const actionOf = async (speaker: Speaker) =>
      ((await gateway.poll(speaker)).json() as { action: { id: number } | null }).action;

    it("offers what was offered since the last poll, takes it to its end, and is quiet again", async () => {
      const { ctx, world, speakers, rolloutId } = await offered();
      for (const speaker of speakers) {
        await vi.waitFor(async () => expect(await actionOf(speaker)).not.toBeNull(), WAIT);
        const actionId = (await actionOf(speaker))?.id;
        for (const status of ["accepted", "downloading", "installed", "healthy"]) {
          expect((await gateway.report(speaker, { actionId, status })).json()).toEqual({ accepted: true });
        }
      }
      await world.settle();
      expect((await world.see(rolloutId)).status).toBe("completed");
      const [speaker] = speakers;
      await vi.waitFor(async () => {
        const spy = selects(ctx);
        const state = (await gateway.poll(speaker!)).json();
        const reads = countReads(spy);
        spy.mockRestore();
        expect(state).toMatchObject({ action: null, apps: { [world.slug]: { version: "2.0.0" } } });
        expect(reads).toBe(0);
      }, WAIT);
    });

    it("stops offering in the moment of a pause or a cancel", async () => {
      const { ctx, speakers, rolloutId } = await offered();
      const [speaker] = speakers;
      await vi.waitFor(async () => expect(await actionOf(speaker!)).not.toBeNull(), WAIT);
      const operator = as(ctx, systemActor("operator"));
      await pauseRollout(operator, { rolloutId });
      expect(await actionOf(speaker!)).toBeNull();
      await cancelRollout(operator, { rolloutId });
      expect(await actionOf(speaker!)).toBeNull();
    });

    it("takes reports that come twice, in the wrong order and in one group as if each came alone", async () => {
      const { ctx, world, speakers, rolloutId } = await offered();
      const ids = new Map<Speaker, number>();
      for (const speaker of speakers) {
        await vi.waitFor(async () => expect(await actionOf(speaker)).not.toBeNull(), WAIT);
        ids.set(speaker, (await actionOf(speaker))?.id ?? 0);
      }
      const statuses = [
        "accepted",
        "installing",
        "downloading",
        "accepted",
        "installing",
        "healthy",
        "healthy",
        "failed",
      ];
      const answers = await Promise.all(
        statuses.flatMap((status) =>
          speakers.map((speaker) => gateway.report(speaker, { actionId: ids.get(speaker), status })),
        ),
      );
      expect(answers.map((answer) => answer.status)).toEqual(answers.map(() => 200));
      await world.settle();
      const types = await world.eventTypes(rolloutId);
      for (const type of ["device_accepted", "device_updated"]) {
        expect(types.filter((one) => one === type)).toHaveLength(2);
      }
      const events = await ctx.db.event.findMany({ where: { rolloutId, type: "device_accepted" } });
      expect(events.map((event) => (event.actor as { id: string }).id).sort()).toEqual([...world.deviceIds].sort());
    });

    it("lets no bad report hurt those that come with it", async () => {
      const { speakers } = await offered();
      await vi.waitFor(async () => expect(await actionOf(speakers[0]!)).not.toBeNull(), WAIT);
      const actionId = (await actionOf(speakers[0]!))?.id;
      await gateway.report(device, { attributes: { kept: "x".repeat(12_000) } });
      const [foreign, tooLarge, good, apps] = await Promise.all([
        gateway.report(speakers[1]!, { actionId, status: "accepted", apps: { never: { image: "x" } } }),
        gateway.report(device, { attributes: { more: "x".repeat(12_000) } }),
        gateway.report(speakers[0]!, { actionId, status: "accepted" }),
        gateway.report(other, { apps: { agent: { image: "r/agent" } } }),
      ]);
      expect([foreign.status, tooLarge.status, good.status, apps.status]).toEqual([404, 400, 200, 200]);
      const state = (await gateway.poll(speakers[1]!)).json() as { apps: object };
      expect(Object.keys(state.apps)).not.toContain("never");
    });
  });
});
