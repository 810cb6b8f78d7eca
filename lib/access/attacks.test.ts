import { randomUUID } from "node:crypto";
import { describe, expect, it, vi } from "vitest";
import { authenticateToken } from "#lib/access/authenticate-token.ts";
import { createToken } from "#lib/access/create-token.ts";
import { createUser } from "#lib/access/create-user.ts";
import { ensureAdministrator } from "#lib/access/ensure-administrator.ts";
import { findSignedInUser } from "#lib/access/find-signed-in-user.ts";
import type { Identity } from "#lib/access/identities/identity.ts";
import { listMyIdentities } from "#lib/access/identities/list.ts";
import { signInWithIdentity } from "#lib/access/identities/sign-in-with-identity.ts";
import { unlinkMyIdentity } from "#lib/access/identities/unlink.ts";
import { createInvitation } from "#lib/access/invitations/create.ts";
import { listInvitations } from "#lib/access/invitations/list.ts";
import { resetPassword } from "#lib/access/reset-password.ts";
import { mayDo, type Actor } from "#lib/access/rules/actor.ts";
import { removeSecondFactorOfUser } from "#lib/access/second-factor/remove.ts";
import { createServiceAccount } from "#lib/access/service-accounts/create.ts";
import { updateServiceAccount } from "#lib/access/service-accounts/update.ts";
import { listSessionsOfUser } from "#lib/access/sessions/list.ts";
import { setUp } from "#lib/access/set-up.ts";
import { signInWithPassword } from "#lib/access/sign-in.ts";
import { createGroupMapping, deleteGroupMapping } from "#lib/access/teams/mappings.ts";
import { addTeamMember } from "#lib/access/teams/members.ts";
import { createTeam } from "#lib/access/teams/save.ts";
import { takeTurns } from "#lib/access/turns.ts";
import { updateUser } from "#lib/access/update-user.ts";
import { listEvents } from "#lib/events/list.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { createProduct } from "#lib/products/create.ts";
import { listProducts } from "#lib/products/list.ts";
import { as, aToken } from "#lib/testing/builders.ts";
import { describeOnPostgres, describeWithDatabase, type TestContext } from "#lib/testing/database.ts";

const PASSWORD = "correct horse battery";

/** Somebody with a password, as who they act with. */
async function aPerson(ctx: TestContext, role: "viewer" | "operator" | "approver" | "admin") {
  const email = `${randomUUID()}@example.com`;
  const { id, setUpToken } = await createUser(ctx, { email, name: "A person", role });
  await setUp(ctx, { token: setUpToken, password: PASSWORD });
  return { id, email, actor: await signIn(ctx, email) };
}

async function signIn(ctx: TestContext, email: string, address = "192.0.2.1"): Promise<Actor> {
  const visitor = { address, userAgent: "" };
  const outcome = await signInWithPassword(ctx, { email, password: PASSWORD }, visitor);
  if (outcome === null || typeof outcome === "string") throw new Error("The test expected a sign-in.");
  const { id: userId, sessionVersion, sessionId } = outcome;
  const actor = await findSignedInUser(ctx, { userId, sessionVersion, sessionId });
  if (!actor) throw new Error("The test expected a session.");
  return actor;
}

const codeOf = (error: unknown) => (error instanceof DomainError ? error.code : String(error));

function anIdentity(name: string, more: Partial<Identity> = {}): Identity {
  const issuer = "https://login.example.com";
  return { provider: "oidc", issuer, subject: `${issuer} ${name}`, name, verifiedEmail: null, groups: [], ...more };
}

describeWithDatabase("A token that a person made", (getCtx) => {
  it("may do what that person may do today, and ends with them", async () => {
    const ctx = getCtx();
    await ensureAdministrator(ctx, { email: "root@example.com", password: PASSWORD });
    const person = await aPerson(ctx, "admin");
    const { token } = await createToken(as(ctx, person.actor), { name: "of a person", scopes: ["admin"] });
    const holder = () => authenticateToken(ctx, token);
    const maySend = async (scope: "users:write" | "rollouts:write") => {
      const actor = await holder();
      return actor !== null && mayDo(actor, scope);
    };
    expect(await maySend("users:write")).toBe(true);
    await updateUser(ctx, { userId: person.id, role: "operator" });
    expect([await maySend("users:write"), await maySend("rollouts:write")]).toEqual([false, true]);

    const [own, foreign] = [randomUUID(), randomUUID()].map((id) => `p-${id.slice(0, 8)}`);
    const { id: productId } = await createProduct(ctx, { slug: own, name: "Own", kind: "firmware" });
    await createProduct(ctx, { slug: foreign, name: "Foreign", kind: "firmware" });
    const team = await createTeam(ctx, { slug: `t-${own}`, name: "Team", productIds: [productId] });
    await addTeamMember(ctx, { teamId: team.id, userId: person.id });
    await updateUser(ctx, { userId: person.id, isLimited: true });
    const limited = await holder();
    if (!limited) throw new Error("The token is not accepted.");
    expect((await listProducts(as(ctx, limited), {})).items.map(({ slug }) => slug)).toEqual([own]);

    await updateUser(ctx, { userId: person.id, disabled: true });
    expect(await holder()).toBeNull();
  });

  it("makes no other one that outlives the service account it belongs to", async () => {
    const ctx = getCtx();
    const account = await createServiceAccount(ctx, { name: "Provisioner", role: "admin" });
    const parent = await createToken(ctx, { name: "p", scopes: ["admin"], serviceAccountId: account.id });
    const actor = await authenticateToken(ctx, parent.token);
    if (!actor) throw new Error("The token is not accepted.");
    const child = await createToken(as(ctx, actor), { name: "child", scopes: ["admin"] });
    expect(child.serviceAccountId).toBe(account.id);
    await updateServiceAccount(ctx, { serviceAccountId: account.id, disabled: true });
    expect(await authenticateToken(ctx, child.token)).toBeNull();
  });
});

describeWithDatabase("A token that manages people", (getCtx) => {
  it("neither makes nor takes over anybody who may do more than itself", async () => {
    const ctx = getCtx();
    await ensureAdministrator(ctx, { email: "root@example.com", password: PASSWORD });
    const { id: userId } = await aPerson(ctx, "admin");
    const { id: viewerId } = await createUser(ctx, { email: "vera@example.com", name: "Vera", role: "viewer" });
    const account = await createServiceAccount(ctx, { name: "CI", role: "viewer" });
    const manager = as(ctx, aToken("users:read", "users:write", "products:read"));
    const attempts = [
      createUser(manager, { email: "x@example.com", name: "X", role: "admin" }),
      createInvitation(manager, { email: "x@example.com", role: "operator" }),
      updateUser(manager, { userId: viewerId, role: "admin" }),
      updateUser(manager, { userId, disabled: true }),
      resetPassword(manager, { userId }),
      removeSecondFactorOfUser(manager, { userId }),
      createServiceAccount(manager, { name: "X", role: "admin" }),
      updateServiceAccount(manager, { serviceAccountId: account.id, role: "admin" }),
      createGroupMapping(manager, { provider: "oidc", group: "everybody", role: "admin" }),
    ];
    const codes = (await Promise.allSettled(attempts)).map((one) => one.status === "rejected" && codeOf(one.reason));
    expect(codes).toEqual(attempts.map(() => "FORBIDDEN"));
  });

  it("gives no service account a password", async () => {
    const account = await createServiceAccount(getCtx(), { name: "CI", role: "viewer" });
    await expect(resetPassword(getCtx(), { userId: account.id })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describeWithDatabase("The last administrator", (getCtx) => {
  it("is not left alone with one who cannot come in", async () => {
    const ctx = getCtx();
    await ensureAdministrator(ctx, { email: "root@example.com", password: PASSWORD });
    await createUser(ctx, { email: "never-came@example.com", name: "Never came", role: "admin" });
    const root = await ctx.db.user.findUniqueOrThrow({ where: { email: "root@example.com" } });
    for (const change of [{ role: "viewer" }, { disabled: true }, { isLimited: true }]) {
      await expect(updateUser(ctx, { userId: root.id, ...change })).rejects.toMatchObject({ code: "CONFLICT" });
    }
  });

  it("comes in although the group that made them one means nothing any more", async () => {
    const ctx = getCtx();
    await ctx.db.user.updateMany({ data: { disabledAt: ctx.clock.now() } });
    const mapping = await createGroupMapping(ctx, { provider: "oidc", group: "leads", role: "admin" });
    const lead = anIdentity("lead", { verifiedEmail: "lead@example.com", groups: ["leads"] });
    const come = () => signInWithIdentity(ctx, lead, { address: null, userAgent: "" });
    expect(await come()).toMatchObject({ email: "lead@example.com" });
    await deleteGroupMapping(ctx, { groupMappingId: mapping.id });
    expect(await come()).toMatchObject({ email: "lead@example.com" });
    await aPerson(ctx, "admin");
    expect(await come()).toBe("noGroup");
  });
});

describeWithDatabase("An account elsewhere", (getCtx) => {
  it("opens nobody's account by an address that was theirs before", async () => {
    const ctx = getCtx();
    await ensureAdministrator(ctx, { email: "root@example.com", password: PASSWORD });
    await createUser(ctx, { email: "bob@example.com", name: "Bob", role: "operator" });
    const visitor = { address: null, userAgent: "" };
    const come = (name: string) =>
      signInWithIdentity(ctx, anIdentity(name, { verifiedEmail: "bob@example.com" }), visitor);
    expect(await come("bob")).toMatchObject({ email: "bob@example.com" });
    expect(await come("whoever has the address now")).toBe("otherAccount");
    expect(await come("bob")).toMatchObject({ email: "bob@example.com" });
    expect((await listEvents(ctx, { types: "sign_in_refused" })).items).toHaveLength(1);
  });
});

describeOnPostgres("Two ways in that are removed at once", (getCtx) => {
  it("leave one", async () => {
    const ctx = getCtx();
    await createGroupMapping(ctx, { provider: "oidc", group: "all", role: "viewer" });
    await createGroupMapping(ctx, { provider: "github", group: "all", role: "viewer" });
    const theirs = { verifiedEmail: "two@example.com", groups: ["all"] };
    const ofGithub = { provider: "github" as const, issuer: "https://github.com", subject: "https://github.com 1" };
    const visitor = { address: null, userAgent: "" };
    for (const identity of [anIdentity("two", theirs), anIdentity("two", { ...theirs, ...ofGithub })]) {
      expect(await signInWithIdentity(ctx, identity, visitor)).toMatchObject({ email: "two@example.com" });
    }
    const { id, name } = await ctx.db.user.findUniqueOrThrow({ where: { email: "two@example.com" } });
    const email = "two@example.com";
    const mine = as(ctx, { kind: "user", id, name, email, role: "viewer", scopes: new Set() });
    const { items } = await listMyIdentities(mine);
    const outcomes = await Promise.allSettled(items.map((one) => unlinkMyIdentity(mine, { identityId: one.id })));
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect((await listMyIdentities(mine)).items).toHaveLength(1);
  });

  it("two invitations of one address at once leave one open", async () => {
    const ctx = getCtx();
    const invite = () => createInvitation(ctx, { email: "both@example.com", role: "viewer" });
    await Promise.all([invite(), invite(), invite()]);
    const { items } = await listInvitations(ctx, {});
    expect(items.filter(({ status }) => status === "open")).toHaveLength(1);
  });
});

describeWithDatabase("Guessing", (getCtx) => {
  const counting = () => ({ ...getCtx(), config: { ...getCtx().config, rateLimits: true } });
  const guess = (email: string, address: string) =>
    signInWithPassword(counting(), { email, password: "wrong" }, { address, userAgent: "" });
  const addresses = Array.from({ length: 60 }, (_, index) => `198.51.100.${index}`);

  it("from a thousand machines stops, and does not shut out whoever came from where they are", async () => {
    const { email } = await aPerson(getCtx(), "operator");
    await signIn(getCtx(), email, "203.0.113.7");
    const outcomes = await Promise.allSettled(addresses.map((address) => guess(email, address)));
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(50);
    await expect(guess(email, "198.51.100.99")).rejects.toMatchObject({ code: "LIMIT_REACHED" });
    expect(await signIn(counting(), email, "203.0.113.7")).toMatchObject({ email });
  });

  it("an address that nobody has stops at the same number", async () => {
    const email = `${randomUUID()}@example.com`;
    const outcomes = await Promise.allSettled(addresses.map((address) => guess(email, `${address}0`)));
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(50);
  });

  it("does not wait for the log: time must not tell who has an account", async () => {
    const ctx = getCtx();
    const { email, id } = await aPerson(ctx, "viewer");
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const $transaction = (...args: unknown[]) =>
      held.then(() => ctx.db.$transaction(...(args as Parameters<typeof ctx.db.$transaction>)));
    const db = new Proxy(ctx.db, {
      get: (target, name) => (name === "$transaction" ? $transaction : (Reflect.get(target, name) as unknown)),
    });
    const slow = { ...ctx, db };
    expect(await signInWithPassword(slow, { email, password: "wrong" }, { address: null, userAgent: "" })).toBeNull();
    release();
    await vi.waitFor(async () => {
      expect((await listEvents(ctx, { types: "sign_in_failed", subject: id })).items).toHaveLength(1);
    });
  });
});

describeWithDatabase("A new password", (getCtx) => {
  it("ends links to set another one, and takes closed sessions off the list", async () => {
    const ctx = getCtx();
    await ensureAdministrator(ctx, { email: "root@example.com", password: PASSWORD });
    const person = await aPerson(ctx, "operator");
    const first = await resetPassword(ctx, { userId: person.id });
    await setUp(ctx, { token: first.setUpToken, password: PASSWORD });
    expect((await listSessionsOfUser(ctx, { userId: person.id })).items).toEqual([]);
    await expect(setUp(ctx, { token: first.setUpToken, password: PASSWORD })).rejects.toMatchObject({
      code: "UNAUTHENTICATED",
    });
  });
});

describe("Turns", () => {
  it("are taken by so many at once, in order, and refused when too many wait", async () => {
    const inTurn = takeTurns({ atOnceMax: 2, waitingMax: 3, refuse: () => new Error("too many") });
    const done: number[] = [];
    let [atOnce, most] = [0, 0];
    const work = async (index: number) => {
      most = Math.max(most, ++atOnce);
      await new Promise((resolve) => setTimeout(resolve, 1));
      atOnce -= 1;
      done.push(index);
      if (index === 1) throw new Error("of the work");
    };
    const outcomes = await Promise.allSettled([0, 1, 2, 3, 4, 5, 6].map((index) => inTurn(() => work(index))));
    expect(outcomes.map(({ status }) => status === "fulfilled")).toEqual([true, false, true, true, true, false, false]);
    expect([most, done]).toEqual([2, [0, 1, 2, 3, 4]]);
    await inTurn(() => work(7));
    expect([atOnce, done.at(-1)]).toEqual([0, 7]);
  });
});
