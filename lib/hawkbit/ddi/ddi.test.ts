import { beforeEach, describe, expect, it } from "vitest";
import { inTransaction } from "#lib/database/transaction.ts";
import { requestStop } from "#lib/hawkbit/cancel-action.ts";
import type { HawkbitAnswer } from "#lib/hawkbit/exchange.ts";
import { changeSetting } from "#lib/hawkbit/settings/change.ts";
import { saveStopRequests } from "#lib/hawkbit/store-actions.ts";
import { cancelRollout } from "#lib/rollouts/cancel.ts";
import { pauseRollout } from "#lib/rollouts/pause.ts";
import { describeOnPostgres, describeWithDatabase } from "#lib/testing/database.ts";
import { FirmwareWorld } from "#lib/testing/firmware-world.ts";
import { HawkbitDevice } from "#lib/testing/hawkbit-device.ts";

interface Poll {
  config: { polling: { sleep: string } };
  _links?: Record<string, { href: string }>;
}

const ROOT = "http://updates.example.com/DEFAULT/controller/v1";
const pollOf = (answer: HawkbitAnswer) => answer.json as Poll;
const linksOf = (answer: HawkbitAnswer) => Object.keys(pollOf(answer)._links ?? {});

describeWithDatabase("hawkBit's device protocol", (getCtx) => {
  const set = (key: string, value: string | boolean) => changeSetting(getCtx(), { tenant: "DEFAULT", key, value });

  describe("who is let in", () => {
    it("a target token opens its own device only", async () => {
      const [mine, other] = [new HawkbitDevice(getCtx()), new HawkbitDevice(getCtx())];
      await mine.register();
      await other.register();
      expect((await mine.get()).status).toBe(200);
      mine.targetToken = other.targetToken;
      expect(await mine.get()).toEqual({ status: 401 });
    });

    it("a device that nobody knows is refused with a target token, on every address", async () => {
      const device = new HawkbitDevice(getCtx());
      for (const path of ["", "configData", "deploymentBase/1", "nonsense"]) {
        expect((await device.get(path)).status, path).toBe(401);
      }
    });

    it("a gateway token registers whoever calls, once, and opens nothing else for strangers", async () => {
      await set("authentication.gatewaytoken.enabled", true);
      await set("authentication.gatewaytoken.key", "a-gateway-token-of-tests");
      const device = new HawkbitDevice(getCtx());
      device.headers = { authorization: "GatewayToken a-gateway-token-of-tests" };
      expect((await device.get("configData")).status).toBe(404);
      expect(linksOf(await device.get())).toEqual(["configData"]);
      expect(linksOf(await device.get())).toEqual(["configData"]);
      const rows = await getCtx().db.device.findMany({ where: { controllerId: device.controllerId } });
      expect(rows).toMatchObject([{ name: device.controllerId, tenant: "DEFAULT" }]);
      await set("authentication.gatewaytoken.enabled", false);
      expect((await device.get()).status).toBe(401);
    });

    it("a wrong tenant is answered like a wrong token, and a tenant's name is written in any case", async () => {
      const device = new HawkbitDevice(getCtx());
      await device.register();
      device.tenant = "default";
      expect((await device.get()).status).toBe(200);
      device.tenant = "ELSEWHERE";
      expect(await device.get()).toEqual({ status: 401 });
    });

    it("a proxy vouches for a device only where it is trusted and its issuer is known", async () => {
      await set("authentication.header.enabled", true);
      await set("authentication.header.authority", "SHA256:abc; other");
      const device = new HawkbitDevice(getCtx());
      const headers = { authorization: "", "x-controller-id": device.controllerId, "x-authority-1": "sha256:ABC" };
      expect((await device.get("", { headers })).status).toBe(401);
      expect((await device.get("", { headers, isTrustedProxy: true })).status).toBe(200);
      const forAnother = { ...headers, "x-controller-id": "another" };
      expect((await device.get("", { headers: forAnother, isTrustedProxy: true })).status).toBe(401);
      const unknownIssuer = { ...headers, "x-authority-1": "sha256:def" };
      expect((await device.get("", { headers: unknownIssuer, isTrustedProxy: true })).status).toBe(401);
      await set("authentication.header.enabled", false);
    });

    it("an id that is too long is bad input", async () => {
      expect((await new HawkbitDevice(getCtx(), "x".repeat(257)).get()).status).toBe(400);
    });
  });

  describe("attributes", () => {
    let device: HawkbitDevice;
    const attributes = async () =>
      (await getCtx().db.device.findFirstOrThrow({ where: { controllerId: device.controllerId } })).attributes;

    beforeEach(async () => {
      device = new HawkbitDevice(getCtx());
      await device.register();
    });

    it("are wanted until they come, and can be merged, removed and replaced", async () => {
      expect(linksOf(await device.get())).toEqual(["configData"]);
      const old = { id: "", time: "20260101T000000", status: {}, data: { serial: "1", hw: "2" } };
      expect(await device.put("configData", old)).toEqual({ status: 200 });
      expect(linksOf(await device.get())).toEqual([]);
      await device.put("configData", { mode: "merge", data: { hw: "3", site: "a" } });
      expect(await attributes()).toEqual({ serial: "1", hw: "3", site: "a" });
      await device.put("configData", { mode: "remove", data: { site: "" } });
      expect(await attributes()).toEqual({ serial: "1", hw: "3" });
      await device.put("configData", { mode: "replace", data: { one: "x" } });
      expect(await attributes()).toEqual({ one: "x" });
    });

    it.each([
      [{}],
      [{ data: [] }],
      [{ data: { a: 1 } }],
      [{ data: { a: "x".repeat(129) } }],
      [{ mode: "add", data: {} }],
    ])("are refused as %j", async (body) => {
      expect((await device.put("configData", body)).status).toBe(400);
    });

    it("are bounded in their number", async () => {
      const data = Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`key${index}`, "x"]));
      expect((await device.put("configData", { data })).status).toBe(429);
    });

    it("may be named like what every object has", async () => {
      const body = JSON.parse('{"data":{"__proto__":"x","constructor":"y"}}') as unknown;
      expect((await device.put("configData", body)).status).toBe(200);
    });
  });

  describe("a rollout of firmware", () => {
    let world: FirmwareWorld;
    let rolloutId: string;
    let device: HawkbitDevice;
    let action: string;
    let deployment: string;

    const place = () =>
      world.ctx.db.rolloutDevice.findFirstOrThrow({ where: { rolloutId, deviceId: world.deviceIds[0]! } });
    const row = () => world.ctx.db.deviceAction.findUniqueOrThrow({ where: { id: Number(action) } });
    const entries = async () => {
      const rows = await world.ctx.db.deviceActionEntry.findMany({
        where: { actionId: Number(action) },
        orderBy: { id: "asc" },
      });
      return rows.map((entry) => entry.type);
    };

    beforeEach(async () => {
      world = await FirmwareWorld.with(getCtx(), { devices: 2 });
      rolloutId = await world.rollOut("2.0.0");
      device = world.devices[0]!;
      const { href } = pollOf(await device.get())._links!.deploymentBase!;
      action = /deploymentBase\/(\d+)\?c=/.exec(href)![1]!;
      deployment = `deploymentBase/${action}`;
    });

    it("is offered with links to itself, and as one chunk with its file", async () => {
      const answer = await device.get(deployment);
      const href = `${ROOT}/${device.controllerId}/softwaremodules/`;
      expect(answer.json).toEqual({
        id: action,
        deployment: {
          download: "forced",
          update: "forced",
          chunks: [
            {
              part: "os",
              name: world.slug,
              version: "2.0.0",
              artifacts: [
                {
                  filename: "rootfs.swu",
                  size: 5_242_880,
                  hashes: {
                    sha1: "a".repeat(40),
                    md5: "b".repeat(32),
                    sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
                  },
                  _links: {
                    download: { href: expect.stringContaining(href) },
                    md5sum: { href: expect.stringMatching(/rootfs\.swu\.MD5SUM$/) },
                    "download-http": { href: expect.stringContaining(href) },
                    "md5sum-http": { href: expect.stringMatching(/rootfs\.swu\.MD5SUM$/) },
                  },
                },
              ],
            },
          ],
        },
      });
    });

    it("counts as begun once it was fetched, however often", async () => {
      for (let time = 0; time < 3; time++) await device.get(deployment);
      expect(await place()).toMatchObject({ status: "updating" });
      expect(await entries()).toEqual(["retrieved"]);
    });

    it("ends well when the device closes it; then its attributes are wanted and it is what is installed", async () => {
      await device.put("configData", { data: {} });
      await device.get(deployment);
      await device.say(deployment, "proceeding", "none", "Installing Update Chunk Artifacts.");
      expect(await device.say(deployment, "closed", "success", "Update Installed.")).toEqual({ status: 200 });
      expect(await place()).toMatchObject({ status: "healthy" });
      expect(linksOf(await device.get())).toEqual(["installedBase", "configData"]);
      expect((await device.get(`installedBase/${action}`)).status).toBe(200);
      expect((await device.say(deployment, "closed", "success")).status).toBe(410);
      const apps = await world.ctx.db.deviceApp.findMany({ where: { deviceId: world.deviceIds[0]! } });
      expect(apps).toMatchObject([{ app: world.slug, version: "2.0.0" }]);
    });

    it("stays offered between installation and confirmation, and is named so", async () => {
      await device.get(deployment);
      for (const text of ["Installing Update Chunk Artifacts.", "Installed Chunk.", "All Chunks Installed."]) {
        await device.say(deployment, "proceeding", "none", text);
      }
      expect(await row()).toMatchObject({ status: "installing", waitingFor: "confirmation" });
      expect(linksOf(await device.get())).toContain("deploymentBase");
      expect((await world.see(rolloutId)).counts).toMatchObject({ updating: 1, scheduled: 1, healthy: 0 });
      await device.say(deployment, "closed", "success", "Update Installed.");
      expect(await place()).toMatchObject({ status: "healthy" });
    });

    it("fails with the device's last words, and nothing is rolled back that never ran", async () => {
      await device.get(deployment);
      await device.say(deployment, "closed", "failure", "Image invalid or corrupted.", "Installation failed.");
      expect(await place()).toMatchObject({ status: "failed", reason: "Installation failed.", hasFailed: true });
      expect(linksOf(await device.get())).not.toContain("deploymentBase");
    });

    it("ends once: what contradicts the end, or comes after it, changes nothing", async () => {
      await device.get(deployment);
      await device.say(deployment, "closed", "failure", "No space left.");
      for (const finished of ["success", "failure"]) {
        expect((await device.say(deployment, "closed", finished)).status).toBe(410);
      }
      expect((await device.say(deployment, "proceeding")).status).toBe(410);
      expect(await place()).toMatchObject({ status: "failed", reason: "No space left." });
    });

    it("takes feedback before it was fetched, and out of order", async () => {
      await device.say(deployment, "downloaded", "success", "File checksum OK.");
      await device.say(deployment, "download", "none");
      await device.get(deployment);
      expect(await row()).toMatchObject({ status: "installing" });
      await device.say(deployment, "closed", "success");
      expect(await place()).toMatchObject({ status: "healthy" });
    });

    it("is not offered while the rollout is paused, also where the link is known", async () => {
      await pauseRollout(world.ctx, { rolloutId });
      expect(linksOf(await device.get())).not.toContain("deploymentBase");
      expect((await device.get(deployment)).status).toBe(404);
      expect(await place()).toMatchObject({ status: "scheduled" });
    });

    it("is gone when the rollout was cancelled before it was fetched", async () => {
      await cancelRollout(world.ctx, { rolloutId });
      await world.settle();
      expect((await device.get(deployment)).status).toBe(404);
      expect((await device.say(deployment, "closed", "success")).status).toBe(410);
      expect(await place()).toMatchObject({ status: "skipped" });
    });

    it("takes every execution and result, and refuses others", async () => {
      await device.get(deployment);
      for (const execution of [
        "proceeding",
        "scheduled",
        "resumed",
        "rejected",
        "canceled",
        "download",
        "downloaded",
      ]) {
        for (const finished of ["none", "success", "failure"]) {
          expect((await device.say(deployment, execution, finished)).status).toBe(200);
        }
      }
      expect(await place()).toMatchObject({ status: "updating" });
      expect((await device.say(deployment, "finished", "success")).status).toBe(400);
      expect((await device.say(deployment, "closed", "maybe")).status).toBe(400);
      expect((await device.post(`${deployment}/feedback`, { status: {} })).status).toBe(400);
    });

    it("takes odd feedback: a clock in 1970, no total, NUL and half a character, fifty lines of log", async () => {
      await device.get(deployment);
      const lines = Array.from({ length: 80 }, (_, index) => `line ${index} \0 \ud800`);
      const status = {
        execution: "proceeding",
        result: { finished: "none", progress: { cnt: 7, of: 0 } },
        details: lines,
      };
      expect((await device.post(`${deployment}/feedback`, { id: 7, timestamp: 0, status })).status).toBe(200);
      const [entry] = await world.ctx.db.deviceActionEntry.findMany({
        where: { actionId: Number(action), isByServer: false },
      });
      expect(entry).toMatchObject({ deviceTime: new Date(0) });
      expect(entry!.messages).toHaveLength(50);
    });

    it("tells its history newest first, without what the server wrote", async () => {
      await device.get(deployment);
      await device.say(deployment, "proceeding", "none", "one", "two");
      await device.say(deployment, "proceeding", "none", "three");
      const history = async (query: string) =>
        ((await device.get(deployment, { query })).json as { actionHistory?: unknown }).actionHistory;
      expect(await history("actionHistory=2")).toEqual({ status: "RETRIEVED", messages: ["three", "one"] });
      expect(await history("actionHistory=-1")).toEqual({ status: "RETRIEVED", messages: ["three", "one", "two"] });
      expect(await history("actionHistory=0")).toBeUndefined();
    });

    it("belongs to its device alone", async () => {
      const stranger = world.devices[1]!;
      expect((await stranger.get(deployment)).status).toBe(404);
      expect((await stranger.say(deployment, "closed", "failure")).status).toBe(404);
      expect((await stranger.get(`installedBase/${action}`)).status).toBe(404);
      expect((await device.get("deploymentBase/2147483647")).status).toBe(404);
      expect((await device.get("deploymentBase/99999999999999")).status).toBe(404);
      expect((await device.get("deploymentBase/abc")).status).toBe(404);
    });

    it("hands out its files while it is open, and their MD5", async () => {
      const { json } = await device.get(deployment);
      const { href } = (
        json as { deployment: { chunks: { artifacts: { _links: { download: { href: string } } }[] }[] } }
      ).deployment.chunks[0]!.artifacts[0]!._links.download;
      const path = href.slice(`${ROOT}/${device.controllerId}/`.length);
      expect((await device.get(path)).file).toMatchObject({ name: "rootfs.swu", size: 5_242_880 });
      expect((await device.get(`${path}.MD5SUM`)).text).toBe(`${"b".repeat(32)}  rootfs.swu`);
      expect((await device.get(path.replace("rootfs.swu", ""))).json).toHaveLength(1);
      expect((await device.get(path.replace("rootfs.swu", "other"))).status).toBe(404);
      expect((await device.get("softwaremodules/1000000/artifacts/rootfs.swu")).status).toBe(404);
      await device.say(deployment, "closed", "success");
      expect((await device.get(path)).status).toBe(404);
    });

    it("stops when it is asked to, and tells the rollout why the device is left out", async () => {
      await device.get(deployment);
      await inTransaction(world.ctx, (tx) =>
        saveStopRequests(tx, [Number(action)], "asked for", world.ctx.clock.now()),
      );
      expect(linksOf(await device.get())).toContain("cancelAction");
      expect((await device.get(deployment)).status).toBe(404);
      const cancel = `cancelAction/${action}`;
      expect((await device.get(cancel)).json).toEqual({ id: action, cancelAction: { stopId: action } });
      expect((await device.say(cancel, "proceeding")).status).toBe(200);
      expect((await device.say(cancel, "closed", "success", "cancellation acknowledged.")).status).toBe(200);
      expect(await place()).toMatchObject({ status: "skipped", reason: "cancellation acknowledged." });
      expect((await device.say(cancel, "closed", "success")).status).toBe(405);
      expect((await device.say(deployment, "closed", "success")).status).toBe(410);
    });

    it("asked to stop has no more time to answer than it had before", async () => {
      const { deadlineAt } = await row();
      expect(deadlineAt).not.toBeNull();
      world.ctx.clock.advance({ seconds: 5 });
      await inTransaction(world.ctx, (tx) =>
        saveStopRequests(tx, [Number(action)], "asked for", world.ctx.clock.now()),
      );
      expect(await row()).toMatchObject({ cancelRequestedAt: world.ctx.clock.now(), deadlineAt });
    });

    it("goes on when the device rejects the cancellation, and success wins over it", async () => {
      await device.get(deployment);
      const ask = () =>
        inTransaction(world.ctx, (tx) => saveStopRequests(tx, [Number(action)], "asked for", world.ctx.clock.now()));
      await ask();
      await device.say(`cancelAction/${action}`, "rejected", "success");
      expect(linksOf(await device.get())).toContain("deploymentBase");
      await ask();
      expect((await device.say(deployment, "closed", "success")).status).toBe(200);
      expect(await place()).toMatchObject({ status: "healthy" });
      expect((await device.say(`cancelAction/${action}`, "closed", "success")).status).toBe(405);
    });
  });

  describe("consent", () => {
    let world: FirmwareWorld;
    let rolloutId: string;
    let device: HawkbitDevice;

    beforeEach(async () => {
      await set("user.confirmation.flow.enabled", true);
      world = await FirmwareWorld.with(getCtx(), { devices: 1 });
      rolloutId = await world.rollOut("2.0.0", { deviceTimeoutSeconds: 60 });
      device = world.devices[0]!;
      return () => set("user.confirmation.flow.enabled", false);
    });

    const waiting = async () => {
      const { href } = pollOf(await device.get())._links!.confirmationBase!;
      return /confirmationBase\/(\d+)\?/.exec(href)![1]!;
    };

    it("is asked for before anything is handed out, and nobody is silent who waits for it", async () => {
      const action = await waiting();
      expect((await device.get(`deploymentBase/${action}`)).status).toBe(404);
      expect((await device.say(`deploymentBase/${action}`, "closed", "success")).status).toBe(404);
      expect((await device.get(`confirmationBase/${action}`)).json).toMatchObject({ id: action, confirmation: {} });
      world.ctx.clock.advance({ hours: 5 });
      await world.settle();
      expect((await world.see(rolloutId)).counts).toMatchObject({ failed: 0, scheduled: 1 });
    });

    it("is awaited no more once a stop was asked for: a device that does not answer to that is silent", async () => {
      const { ctx } = world;
      const stopped = {
        deviceId: world.deviceIds[0]!,
        deviceName: device.controllerId,
        actionId: Number(await waiting()),
      };
      expect(await inTransaction(ctx, (tx) => requestStop(ctx, tx, stopped))).toBe("done");
      ctx.clock.advance({ seconds: 59 });
      await world.settle();
      expect((await world.see(rolloutId)).counts).toMatchObject({ scheduled: 1, failed: 0 });
      ctx.clock.advance({ seconds: 2 });
      await world.settle();
      const places = await ctx.db.rolloutDevice.findMany({ where: { rolloutId } });
      expect(places).toMatchObject([{ status: "failed", reason: "silent" }]);
    });

    it("refused to stop goes on waiting, and nobody is silent who waits", async () => {
      const { ctx } = world;
      const action = await waiting();
      await inTransaction(ctx, (tx) => saveStopRequests(tx, [Number(action)], "asked for", ctx.clock.now()));
      await device.say(`cancelAction/${action}`, "rejected", "success");
      expect(await waiting()).toBe(action);
      ctx.clock.advance({ hours: 5 });
      await world.settle();
      expect((await world.see(rolloutId)).counts).toMatchObject({ failed: 0, scheduled: 1 });
    });

    it("denied goes on waiting, confirmed begins", async () => {
      const action = await waiting();
      const answer = (confirmation: string) =>
        device.post(`confirmationBase/${action}/feedback`, { confirmation, details: ["by hand"] });
      expect((await answer("denied")).status).toBe(200);
      expect(await waiting()).toBe(action);
      expect((await answer("confirmed")).status).toBe(200);
      expect(linksOf(await device.get())).toContain("deploymentBase");
      expect((await answer("confirmed")).status).toBe(404);
      expect((await answer("perhaps")).status).toBe(400);
      await device.say(`deploymentBase/${action}`, "closed", "success");
      expect((await answer("confirmed")).status).toBe(410);
    });

    it("given once for all is not asked for again", async () => {
      const action = await waiting();
      const toggle = (name: string, body?: unknown) => device.post(`confirmationBase/${name}`, body);
      expect((await toggle("activateAutoConfirm", { initiator: "me", remark: "always" })).status).toBe(200);
      expect((await toggle("activateAutoConfirm")).status).toBe(409);
      expect((await device.get("confirmationBase")).json).toMatchObject({
        autoConfirm: { active: true, initiator: "me", remark: "always", activatedAt: expect.any(Number) },
        _links: { deactivateAutoConfirm: {} },
      });
      expect(linksOf(await device.get())).toContain("deploymentBase");
      expect((await device.get(`deploymentBase/${action}`)).status).toBe(200);
      expect((await toggle("deactivateAutoConfirm")).status).toBe(200);
    });
  });

  describe("a maintenance window", () => {
    // The clock stands at nine o'clock.
    const night = { start: "22:00", end: "23:00", timeZone: "UTC" };
    let world: FirmwareWorld;
    let rolloutId: string;
    let device: HawkbitDevice;

    beforeEach(async () => {
      world = await FirmwareWorld.with(getCtx(), { devices: 1 });
      world.ctx.clock.set("2026-01-05T22:10:00Z");
      rolloutId = await world.rollOut("2.0.0", { maintenanceWindow: night, deviceTimeoutSeconds: 60 });
      device = world.devices[0]!;
      world.ctx.clock.set("2026-01-06T09:00:00Z");
      return () => world.ctx.clock.set("2026-01-05T09:00:00Z");
    });

    const fetchAction = async () => {
      const { href } = pollOf(await device.get())._links!.deploymentBase!;
      return /deploymentBase\/\d+/.exec(href)![0];
    };

    it("closed tells a device that understands to download and wait", async () => {
      const deployment = await fetchAction();
      expect((await device.get(deployment)).json).toMatchObject({
        deployment: { download: "forced", update: "skip", maintenanceWindow: "unavailable" },
      });
      await world.settle();
      expect((await world.see(rolloutId)).counts).toMatchObject({ scheduled: 1, failed: 0 });
      world.ctx.clock.set("2026-01-06T22:05:00Z");
      expect((await device.get(deployment)).json).toMatchObject({
        deployment: { download: "forced", update: "forced", maintenanceWindow: "available" },
      });
      await device.say(deployment, "closed", "success");
      expect((await world.see(rolloutId)).counts).toMatchObject({ healthy: 1 });
    });

    it("closed holds back a device that has downloaded, until it opens", async () => {
      const deployment = await fetchAction();
      await device.get(deployment);
      for (const text of ["Download complete.", "File checksum OK."]) {
        await device.say(deployment, "proceeding", "none", text);
        expect((await device.get(deployment)).json).toMatchObject({
          deployment: { update: "skip", maintenanceWindow: "unavailable" },
        });
      }
      expect((await world.see(rolloutId)).counts).toMatchObject({ updating: 1 });
      world.ctx.clock.set("2026-01-06T12:00:00Z");
      await world.settle();
      expect((await world.see(rolloutId)).counts).toMatchObject({ updating: 1, failed: 0 });
      world.ctx.clock.set("2026-01-06T22:05:00Z");
      expect((await device.get(deployment)).json).toMatchObject({ deployment: { update: "forced" } });
      await device.say(deployment, "proceeding", "none", "Installing.");
      world.ctx.clock.set("2026-01-06T23:05:00Z");
      expect((await device.get(deployment)).json).toMatchObject({ deployment: { update: "forced" } });
    });

    it("closed hides the update from a client that takes skipping for success", async () => {
      device.headers = { "user-agent": "libcurl-agent/1.0" };
      expect(linksOf(await device.get())).not.toContain("deploymentBase");
      const open = await world.ctx.db.deviceAction.findFirstOrThrow({ where: { deviceId: world.deviceIds[0]! } });
      expect(open).toMatchObject({ waitingFor: "window", deadlineAt: null, status: "offered" });
      expect((await device.get(`deploymentBase/${open.id}`)).status).toBe(404);
      world.ctx.clock.set("2026-01-06T22:05:00Z");
      expect(linksOf(await device.get())).toContain("deploymentBase");
    });

    it("closed keeps nobody waiting who was asked to stop, whatever it still says", async () => {
      const deployment = await fetchAction();
      await device.get(deployment);
      const open = () => world.ctx.db.deviceAction.findFirstOrThrow({ where: { deviceId: world.deviceIds[0]! } });
      const { id, deadlineAt } = await open();
      expect(deadlineAt).toBeNull();
      const in60Seconds = new Date("2026-01-06T09:01:00Z");
      await inTransaction(world.ctx, (tx) => saveStopRequests(tx, [id], "asked for", world.ctx.clock.now()));
      expect(await open()).toMatchObject({ waitingFor: null, deadlineAt: in60Seconds });
      await device.say(deployment, "proceeding", "none", "Download complete.");
      expect(await open()).toMatchObject({ waitingFor: null, deadlineAt: in60Seconds });
    });

    it("skipped is not success", async () => {
      const deployment = await fetchAction();
      await device.get(deployment);
      expect((await device.say(deployment, "closed", "success", "Skipped Update.")).status).toBe(200);
      const place = await world.ctx.db.rolloutDevice.findFirstOrThrow({ where: { rolloutId } });
      expect(place).toMatchObject({ status: "skipped", reason: expect.stringContaining("window") });
    });
  });

  it("skipping what is only to be downloaded is no success, and nothing counts as installed", async () => {
    const { db, clock } = getCtx();
    const device = new HawkbitDevice(getCtx());
    const deviceId = await device.register();
    const now = clock.now();
    const made = { tenant: "DEFAULT", createdAt: now, createdBy: "test", lastModifiedAt: now, lastModifiedBy: "test" };
    const set = await db.distributionSet.create({ data: { ...made, name: "set", version: "1.0", type: "os" } });
    const { id } = await db.deviceAction.create({
      data: {
        ...{ deviceId, distributionSetId: set.id, kind: "update", image: "set", status: "offered", attempt: 1 },
        ...{ forceType: "downloadOnly", offeredAt: now },
      },
    });
    const deployment = `deploymentBase/${id}`;
    expect((await device.get(deployment)).json).toMatchObject({ deployment: { download: "forced", update: "skip" } });
    expect((await device.say(deployment, "closed", "success", "Skipped Update.")).status).toBe(200);
    expect(await db.deviceAction.findUniqueOrThrow({ where: { id } })).toMatchObject({
      status: "failed",
      message: "Skipped Update.",
      closedAt: expect.any(Date),
    });
    expect(await db.device.findUniqueOrThrow({ where: { id: deviceId } })).toMatchObject({ installedActionId: null });
  });

  it("has an answer for every address and method that is none of these", async () => {
    const device = new HawkbitDevice(getCtx());
    await device.register();
    expect((await device.post("configData", {})).status).toBe(405);
    expect((await device.put("", {})).status).toBe(405);
    for (const path of [
      "nonsense",
      "constructor",
      "__proto__",
      "deploymentBase",
      "deploymentBase/1/feedback/2",
      "softwaremodules/x/artifacts",
    ]) {
      expect((await device.get(path)).status, path).toBe(404);
    }
  });
});

describeOnPostgres("hawkBit's device protocol, with two at once", (getCtx) => {
  it("one first poll of two makes the device", async () => {
    const ctx = getCtx();
    await changeSetting(ctx, { tenant: "DEFAULT", key: "authentication.gatewaytoken.enabled", value: true });
    await changeSetting(ctx, { tenant: "DEFAULT", key: "authentication.gatewaytoken.key", value: "a-gateway-token" });
    const device = new HawkbitDevice(ctx);
    device.headers = { authorization: "GatewayToken a-gateway-token" };
    const answers = await Promise.all(Array.from({ length: 8 }, () => device.get()));
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200));
    expect(await ctx.db.device.count({ where: { controllerId: device.controllerId } })).toBe(1);
  });

  it("of a cancellation and a success that race, one wins and the other is told so", async () => {
    const world = await FirmwareWorld.with(getCtx(), { devices: 6 });
    const rolloutId = await world.rollOut("2.0.0");
    const ends = await Promise.all(
      world.devices.map(async (device) => {
        const [id] = /\d+(?=\?c=)/.exec(pollOf(await device.get())._links!.deploymentBase!.href)!;
        await device.get(`deploymentBase/${id}`);
        await inTransaction(world.ctx, (tx) => saveStopRequests(tx, [Number(id)], "asked for", world.ctx.clock.now()));
        const [success, cancelled] = await Promise.all([
          device.say(`deploymentBase/${id}`, "closed", "success"),
          device.say(`cancelAction/${id}`, "closed", "success"),
        ]);
        return [success.status, cancelled.status];
      }),
    );
    for (const end of ends)
      expect([
        [200, 405],
        [410, 200],
      ]).toContainEqual(end);
    const { counts } = await world.see(rolloutId);
    expect(counts.healthy).toBe(ends.filter(([success]) => success === 200).length);
    expect(counts.healthy + counts.skipped).toBe(6);
  });
});
