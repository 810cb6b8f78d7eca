import { beforeAll, expect, it } from "vitest";
import { createToken } from "#lib/access/create-token.ts";
import { createServiceAccount } from "#lib/access/service-accounts/create.ts";
import { addTeamMember } from "#lib/access/teams/members.ts";
import { createTeam } from "#lib/access/teams/save.ts";
import { bearings } from "#lib/http/bearing.ts";
import type { Operation } from "#lib/http/operation.ts";
import { operations } from "#lib/http/operations/all.ts";
import { describeWithDatabase } from "#lib/testing/database.ts";
import { dayToCome, makeEstate, operationNamed, type Estate } from "#lib/testing/estate.ts";
import { call, useAsRuntime } from "#lib/testing/http.ts";

const RANGE = { from: `${dayToCome(-2)}T00:00:00Z`, to: `${dayToCome(5)}T00:00:00Z` };
const QUERY: Record<string, Record<string, string>> = { readTimeline: RANGE, readCalendar: RANGE };

/** What is read as text: streams never end, and files are what somebody uploaded. */
const isReading = ({ method, produces, id }: Operation) =>
  method === "GET" && produces === undefined && ["named", "listed", "open"].includes(bearings.get(id) ?? "");

/**
 * The estates of two teams that are grown into each other: another team's product is deployed to one's own environment,
 * one's own product to theirs, they wait in one line, need each other, and run on the same devices.
 */
describeWithDatabase("Of what is one's own, and somebody else's beside it", (getCtx) => {
  let own: Estate;
  let foreign: Estate;
  let token: string;

  beforeAll(async () => {
    const ctx = getCtx();
    useAsRuntime(ctx, { outboundAllow: ["127.0.0.1/32"] });
    const { token: admin } = await createToken(ctx, { name: "admin", scopes: ["admin"] });
    const first = { slug: "foreign-thing-first", name: "foreign-thing-first" };
    await call(operationNamed("createEnvironment"), { token: admin, body: first });
    own = await makeEstate(admin, "own-thing");
    foreign = await makeEstate(admin, "foreign-thing");
    const ask = async (id: string, body: object, params: Record<string, string> = {}) => {
      const response = await call(operationNamed(id), { token: admin, body, params });
      if (!response.ok) throw new Error(`${id} answered ${response.status}: ${await response.text()}`);
    };
    const [mine, theirs] = [own.product, foreign.product];
    const at = { scheduledAt: `${dayToCome(0)}T22:00`, timeZone: "UTC" };
    for (const [product, environment] of [
      [theirs, mine],
      [mine, theirs],
    ] as const) {
      const place = { product, environment };
      await ask("scheduleDeployment", { ...place, template: `of-${theirs}`, version: "1.0.0", ...at });
      await ask("stopLine", { ...place, reason: `${product} in ${environment}` });
      await ask("createDeployment", { ...place, template: `of-${theirs}`, version: "1.1.0" });
    }
    await ask("saveDependency", { range: "^1.0.0" }, { productId: own.productId, dependsOnId: foreign.productId });
    const asks = [
      { name: "target", type: "environment" },
      { name: "other", type: "product" },
    ];
    const title = "Rest before ${target} and ${other}";
    const stages = [{ name: "rest", title, kind: "wait", config: { minutes: 1 } }];
    await ask("createTemplate", { definition: { slipway: 1, slug: "asks", name: "Asks", variables: asks, stages } });
    for (const device of await ctx.db.device.findMany()) {
      const ran = { deviceId: device.id, image: "registry.example.com/x", version: "1.0.0", reportedAt: new Date() };
      await ctx.db.deviceApp.createMany({ data: [mine, theirs].map((app) => ({ ...ran, app })) });
    }
    const reach = { productIds: [own.productId], environmentIds: [own.environmentId] };
    const team = await createTeam(ctx, { slug: "own", name: "Own", ...reach });
    const account = await createServiceAccount(ctx, { name: "limited", role: "admin", isLimited: true });
    await addTeamMember(ctx, { teamId: team.id, userId: account.id });
    token = (await createToken(ctx, { name: "t", scopes: ["admin"], serviceAccountId: account.id })).token;
  }, 300_000);

  it.each(operations.filter(isReading).map((operation) => [operation.id, operation] as const))(
    "%s tells nothing of the other's",
    async (id, operation) => {
      const names = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? "");
      const params = Object.fromEntries(names.map((name) => [name, own[name] ?? own.productId]));
      const about = { product: own.product, productId: own.productId, environment: own.environmentId };
      const isNamed = bearings.get(id) === "named" && names.length === 0;
      // Which of them a list understands differs; one that knows none of them is asked without.
      const queries = [
        QUERY[id] ?? {},
        ...(isNamed ? Object.entries(about).map(([name, value]) => ({ [name]: value })) : []),
      ];
      for (const query of queries) {
        const response = await call(operation, { token, params, query: `?${new URLSearchParams(query)}` });
        // Templates are for all, whatever they are called.
        const text = (await response.text()).replaceAll(/\bof[- ]foreign-thing/gi, "");
        // Nothing listens where a product's database is said to be.
        if (response.status !== 503) expect(response.status, text).toBeLessThan(500);
        expect(text).not.toContain("foreign-thing");
        for (const [name, value] of Object.entries(foreign)) expect(text, name).not.toContain(value);
      }
    },
  );

  it("counts no devices by what they run of another team", async () => {
    for (const query of ["app.foreign-thing.version==1.0.0", String.raw`app.f\oreign-thing.version==1.0.0`]) {
      const response = await call(operationNamed("countDevices"), {
        token,
        query: `?${new URLSearchParams({ query })}`,
      });
      expect(response.status).toBe(403);
    }
  });

  it("does not say by a variable whether something of another team is there", async () => {
    const about = { template: "asks", product: own.product, environment: own.product };
    const preview = async (name: string) => {
      const body = { ...about, variables: { target: name, other: name } };
      return call(operationNamed("previewDeployment"), { token, body });
    };
    expect((await preview(own.product)).status).toBe(200);
    const [foreignOne, none] = [await preview(foreign.product), await preview("nobodys-thing")];
    expect([foreignOne.status, none.status]).toEqual([422, 422]);
    const [said, saidOfNone] = [await foreignOne.text(), await none.text()];
    expect(said).toContain("There is no environment");
    const withoutIds = (text: string) => text.replaceAll(/"requestId":"[^"]*"/g, "");
    expect(withoutIds(said)).toBe(withoutIds(saidOfNone).replaceAll("nobodys-thing", foreign.product));
  });

  it("stops the line of one's own, and not of the house by a word about one's own", async () => {
    const stop = (body: object) => call(operationNamed("stopLine"), { token, body });
    expect((await stop({ reason: `See ${own.productId}` })).status).toBe(403);
    expect((await stop({ product: foreign.product, reason: "no" })).status).toBe(404);
    const stopped = await stop({ product: own.product, reason: "It eats batteries" });
    const { id: lineStopId } = (await stopped.json()) as { id: string };
    expect(stopped.status).toBe(201);
    const lift = (id: string) =>
      call(operationNamed("liftLineStop"), { token, params: { lineStopId: id }, body: { reason: "Mended" } });
    expect((await lift(lineStopId)).status).toBe(200);
    expect((await lift(foreign.lineStopId ?? "")).status).toBe(404);
  });

  it("changes how a policy of one's own goes on, and not what it hears of", async () => {
    const change = (policyId: string, body: object) =>
      call(operationNamed("updatePolicy"), { token, params: { policyId }, body });
    const policyId = own.policyId ?? "";
    expect((await change(policyId, { enabled: false, batches: [5, 100] })).status).toBe(200);
    for (const body of [{ imagePattern: "**" }, { priority: 999 }, { deviceFilter: {}, productId: null }]) {
      expect((await change(policyId, body)).status, JSON.stringify(body)).toBe(403);
    }
    expect((await change(foreign.policyId ?? "", { enabled: false })).status).toBe(404);
  });
});
