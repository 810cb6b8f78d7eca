import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { createToken } from "#lib/access/create-token.ts";
import { ROLES, type Role } from "#lib/access/rules/scopes.ts";
import { createServiceAccount } from "#lib/access/service-accounts/create.ts";
import { BELONGINGS } from "#lib/access/teams/store-names.ts";
import { addTeamMember } from "#lib/access/teams/members.ts";
import { createTeam } from "#lib/access/teams/save.ts";
import { bearings } from "#lib/http/bearing.ts";
import type { Operation } from "#lib/http/operation.ts";
import { operations } from "#lib/http/operations/all.ts";
import { requirePageReach } from "#lib/http/page-reach.ts";
import { authenticateToken } from "#lib/access/authenticate-token.ts";
import { as } from "#lib/testing/builders.ts";
import { describeWithDatabase } from "#lib/testing/database.ts";
import { dayToCome, makeEstate, type Estate } from "#lib/testing/estate.ts";
import { call, useAsRuntime } from "#lib/testing/http.ts";

const named = operations.filter(({ id }) => bearings.get(id) === "named");
const listed = operations.filter(({ id, method }) => bearings.get(id) === "listed" && method === "GET");
const isOfPeople = ({ auth }: Operation) => auth === "user" || auth === "client";
const ofHouse = operations.filter(({ id }) => bearings.get(id) === "house");

/** Parts of paths that belong to nobody. */
const ANY: Record<string, string> = { channel: "stable", file: "latest.yml" };
/** Made elsewhere, and enough that the gate knows them: each names its product in the path besides, or has a table. */
const UNMADE = new Set([
  "holdId",
  "uploadId",
  "rolloutId",
  "distributionId",
  "planId",
  "incidentId",
  "uuid",
  "checkId",
]);
/** What a list must be asked. */
const RANGE = `?from=${dayToCome(-2)}T00:00:00Z&to=${dayToCome(5)}T00:00:00Z`;
const QUERY: Record<string, string> = { readTimeline: RANGE, readCalendar: RANGE };

describe("The table of bearings", () => {
  it("names operations that there are", () => {
    const ids = new Set(operations.map(({ id }) => id));
    expect([...bearings.keys()].filter((id) => !ids.has(id))).toEqual([]);
  });

  it("names every operation that people and programs may ask", () => {
    const unnamed = operations.filter((operation) => isOfPeople(operation) && !bearings.has(operation.id));
    expect(unnamed.map(({ id }) => id)).toEqual([]);
  });

  it("lists what changes something among what names it, but for what makes a record", () => {
    const makers = ["createProduct", "createUpload", "uploadFile"];
    expect(
      operations
        .filter(({ id, method }) => bearings.get(id) === "listed" && method !== "GET")
        .map(({ id }) => id)
        .sort(),
    ).toEqual(makers);
  });
});

describeWithDatabase("For who reaches one team's products alone", (getCtx) => {
  let own: Estate;
  let foreign: Estate;
  const limited = new Map<Role, string>();
  const unlimited = new Map<Role, string>();

  beforeAll(async () => {
    const ctx = getCtx();
    useAsRuntime(ctx, { outboundAllow: ["127.0.0.1/32"] });
    const { token: admin } = await createToken(ctx, { name: "admin", scopes: ["admin"] });
    own = await makeEstate(admin, "own-thing");
    foreign = await makeEstate(admin, "foreign-thing");
    const theirs = { productIds: [own.productId], environmentIds: [own.environmentId] };
    const team = await createTeam(ctx, { slug: "own", name: "Own", ...theirs });
    for (const role of ROLES) {
      const account = await createServiceAccount(ctx, { name: role, role, isLimited: true });
      await addTeamMember(ctx, { teamId: team.id, userId: account.id });
      const ofTeam = { name: role, scopes: [role], serviceAccountId: account.id };
      limited.set(role, (await createToken(ctx, ofTeam)).token);
      unlimited.set(role, (await createToken(ctx, { name: role, scopes: [role] })).token);
    }
  }, 120_000);

  async function ask(operation: Operation, estate: Estate, token: string | undefined): Promise<Response> {
    const names = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? "");
    const params = Object.fromEntries(names.map((name) => [name, ANY[name] ?? estate[name] ?? randomUUID()]));
    const { productId, environmentId, artifactId } = estate;
    const about = { productId, from: artifactId, to: artifactId, environment: environmentId };
    const isRead = operation.method === "GET";
    return call(operation, {
      params,
      ...(token !== undefined && { token }),
      ...(isRead && { query: QUERY[operation.id] ?? (names.length === 0 ? `?${new URLSearchParams(about)}` : "") }),
      ...(!isRead && { body: names.length === 0 ? about : {} }),
    });
  }

  async function statusOf(operation: Operation, estate: Estate, token: string | undefined): Promise<number> {
    const response = await ask(operation, estate, token);
    await response.body?.cancel();
    return response.status;
  }

  const isMade = ({ path }: Operation) => ![...path.matchAll(/\{(\w+)\}/g)].some(([, name]) => UNMADE.has(name ?? ""));

  describe.each(ROLES)("as %s", (role) => {
    it.each(named.map((operation) => [operation.id, operation] as const))(
      "%s finds nothing of another team",
      async (_id, operation) => {
        expect(await statusOf(operation, foreign, limited.get(role))).toBe(404);
      },
    );

    // What changes something is asked by those who may not: that they are told so shows that it is there.
    const harmless = named.filter(
      (operation) => isMade(operation) && (operation.method === "GET" || role === "viewer"),
    );
    it.each(harmless.map((operation) => [operation.id, operation] as const))(
      "%s answers about one's own as it does to everybody",
      async (_id, operation) => {
        const status = await statusOf(operation, own, limited.get(role));
        expect(status).toBe(await statusOf(operation, own, unlimited.get(role)));
      },
    );

    it.each(
      listed.filter(({ produces }) => produces === undefined).map((operation) => [operation.id, operation] as const),
    )("%s shows nothing of another team", async (_id, operation) => {
      const response = await call(operation, {
        token: limited.get(role) ?? "",
        ...(QUERY[operation.id] !== undefined && { query: QUERY[operation.id] ?? "" }),
      });
      const text = await response.text();
      expect(response.status, text).toBe(200);
      expect(text).not.toContain("foreign-thing");
      for (const [name, id] of Object.entries(foreign)) expect(text, name).not.toContain(id);
    });

    it.each(ofHouse.map((operation) => [operation.id, operation] as const))(
      "%s is not for them",
      async (_id, operation) => {
        expect(await statusOf(operation, own, limited.get(role))).toBe(403);
      },
    );
  });

  it("lists show one's own", async () => {
    const token = limited.get("viewer") ?? "";
    const shown = [
      "listProducts",
      "listEnvironments",
      "listDeployments",
      "listQueue",
      "listSchedules",
      "listCiTriggers",
    ];
    const others = ["listPolicies", "listCalendarRules", "listLineStops", "listArtifacts", "showMatrix", "listEvents"];
    for (const id of [...shown, ...others]) {
      const operation = operations.find((one) => one.id === id);
      if (!operation) throw new Error(`There is no operation ${id}.`);
      const text = await (await call(operation, { token })).text();
      expect(text.includes(own.productId) || text.includes(own.environmentId), `${id}: ${text}`).toBe(true);
    }
  });

  it("a page about another team's, or about the whole house, does not exist", async () => {
    const actor = await authenticateToken(getCtx(), limited.get("admin") ?? "");
    if (!actor) throw new Error("The token is not accepted.");
    const ctx = as(getCtx(), actor);
    const fine = [
      "/",
      `/products/${own.productId}`,
      "/products/own-thing/channels",
      "/environments/own-thing/own-thing",
    ];
    for (const address of [...fine, `/deployments/${own.deploymentId}`, "/queue"]) {
      await expect(requirePageReach(ctx, address), address).resolves.toBeUndefined();
    }
    const hidden = [
      ...["/products/foreign-thing", "/environments/own-thing/foreign-thing", "/environments/ci", "/users", "/devices"],
      ...[`/deployments/${foreign.deploymentId}`, `/rollouts?product=${foreign.productId}`, "/products/%zz"],
    ];
    for (const address of [...hidden, null]) {
      await expect(requirePageReach(ctx, address), String(address)).rejects.toMatchObject({ code: "NOT_FOUND" });
    }
  });

  it("every table of products and environments is known to the gate", async () => {
    const rows = await getCtx().db.$queryRaw<{ table_name: string }[]>`
      SELECT DISTINCT table_name::text
      FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
      WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'
        AND column_name IN ('product_id', 'environment_id')`;
    /** Their rows have no id that a call could name. */
    const unnamed = [
      ...["team_products", "team_environments", "product_dependencies", "traffic_hours", "update_notifications"],
      ...["events", "device_actions"],
    ];
    const unknown = rows.map(({ table_name }) => table_name).filter((table) => !(table in BELONGINGS));
    expect(unknown.sort()).toEqual(unnamed.sort());
  });
});
