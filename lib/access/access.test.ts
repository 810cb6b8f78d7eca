import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { authenticateToken } from "#lib/access/authenticate-token.ts";
import { changePassword } from "#lib/access/change-password.ts";
import { createToken } from "#lib/access/create-token.ts";
import { createUser } from "#lib/access/create-user.ts";
import { ensureAdministrator } from "#lib/access/ensure-administrator.ts";
import { ensureBootstrapToken } from "#lib/access/ensure-bootstrap-token.ts";
import { findSignedInUser } from "#lib/access/find-signed-in-user.ts";
import { listTokens } from "#lib/access/list-tokens.ts";
import { listUsers } from "#lib/access/list-users.ts";
import { needsSetUp } from "#lib/access/needs-set-up.ts";
import { offerFirstSetUp } from "#lib/access/offer-first-set-up.ts";
import { resetPassword } from "#lib/access/reset-password.ts";
import { revokeToken } from "#lib/access/revoke-token.ts";
import { setUp } from "#lib/access/set-up.ts";
import { signInWithPassword } from "#lib/access/sign-in.ts";
import { updateUser } from "#lib/access/update-user.ts";
import { expandScopes, scopesOfRole } from "#lib/access/rules/scopes.ts";
import { listEvents } from "#lib/events/list.ts";
import { anonymous, as, aUser } from "#lib/testing/builders.ts";
import { describeOnPostgres, describeWithDatabase, type TestContext } from "#lib/testing/database.ts";

const PASSWORD = "correct horse battery";
const VISITOR = { address: "192.0.2.1", userAgent: "" };
const NOWHERE = { address: null, userAgent: "" };

/** Throws where a value must be there for the test to make sense. */
function must<Value>(value: Value | null | undefined): Value {
  if (value === null || value === undefined) throw new Error("The test expected a value.");
  return value;
}

async function signedIn(ctx: TestContext, email: string, password = PASSWORD) {
  const user = must(await signInWithPassword(ctx, { email, password }, VISITOR));
  if (typeof user === "string") throw new Error("The test expected nobody to have a second factor.");
  return { userId: user.id, sessionVersion: user.sessionVersion, sessionId: user.sessionId };
}

describe("Scopes", () => {
  it("grow from role to role", () => {
    const sizes = (["viewer", "operator", "approver", "admin"] as const).map((role) => scopesOfRole(role).size);
    expect(sizes).toEqual([...sizes].sort((left, right) => left - right));
  });

  it("unfold roles and ignore what nobody knows", () => {
    expect(expandScopes(["rollouts:read", "nonsense"])).toEqual(new Set(["rollouts:read"]));
    expect(expandScopes(["admin"])).toEqual(scopesOfRole("admin"));
  });
});

describeWithDatabase("The first start", (getCtx) => {
  it("offers a link that works once and makes the administrator", async () => {
    const ctx = getCtx();
    expect(await needsSetUp(ctx)).toBe(true);
    const old = must(await offerFirstSetUp(ctx));
    const token = must(await offerFirstSetUp(ctx));
    const person = { email: "Ada@Example.com", name: "Ada", password: PASSWORD };
    await expect(setUp(ctx, { token: old, ...person })).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    await expect(setUp(ctx, { token, ...person, password: "short" })).rejects.toMatchObject({ code: "INVALID_INPUT" });
    await expect(setUp(ctx, { token, password: PASSWORD })).rejects.toMatchObject({ code: "INVALID_INPUT" });
    expect(await setUp(ctx, { token, ...person })).toMatchObject({ email: "ada@example.com", role: "admin" });
    await expect(setUp(ctx, { token, ...person })).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    expect(await offerFirstSetUp(ctx)).toBeNull();
    expect(await ensureAdministrator(ctx, { email: "b@example.com", password: PASSWORD })).toBe(false);
  });

  it("gives out an expired link to nobody", async () => {
    const ctx = getCtx();
    const invited = await createUser(ctx, { email: "late@example.com", name: "Late", role: "viewer" });
    ctx.clock.advance({ hours: 25 });
    const attempt = setUp(ctx, { token: invited.setUpToken, password: PASSWORD });
    await expect(attempt).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  });

  it("takes a bootstrap token once", async () => {
    const ctx = getCtx();
    expect(await ensureBootstrapToken(ctx, "slp_bootstrap_for_tests")).toBe(true);
    expect(await ensureBootstrapToken(ctx, "slp_bootstrap_for_tests")).toBe(false);
    expect(await authenticateToken(ctx, "slp_bootstrap_for_tests")).toMatchObject({ kind: "token", name: "bootstrap" });
  });
});

describeWithDatabase("People", (getCtx) => {
  it("are invited, set a password, and sign in", async () => {
    const ctx = getCtx();
    await ensureAdministrator(ctx, { email: "root@example.com", password: PASSWORD });
    const invited = await createUser(ctx, { email: "bob@example.com", name: "Bob", role: "operator" });
    expect(invited.hasPassword).toBe(false);
    expect(await signInWithPassword(ctx, { email: "bob@example.com", password: "" }, NOWHERE)).toBeNull();
    await setUp(ctx, { token: invited.setUpToken, password: PASSWORD });
    const session = await signedIn(ctx, "BOB@example.com");
    expect(await findSignedInUser(ctx, session)).toMatchObject({ kind: "user", role: "operator", name: "Bob" });
    expect(await signInWithPassword(ctx, { email: "bob@example.com", password: "wrong" }, NOWHERE)).toBeNull();
    expect(await signInWithPassword(ctx, { email: "nobody@example.com", password: PASSWORD }, NOWHERE)).toBeNull();
    const { items } = await listEvents(ctx, { types: "user_signed_in,sign_in_failed" });
    expect(items.map((event) => event.type)).toContain("user_signed_in");
    expect(items.map((event) => event.type)).toContain("sign_in_failed");
  });

  it("cannot share an address", async () => {
    const twice = createUser(getCtx(), { email: "bob@example.com", name: "B", role: "viewer" });
    await expect(twice).rejects.toMatchObject({ code: "CONFLICT" });
  });

  it("lose their sessions when their role changes, they are disabled, or the password changes", async () => {
    const ctx = getCtx();
    const bob = must((await listUsers(ctx, {})).items.find((user) => user.email === "bob@example.com"));
    let session = await signedIn(ctx, "bob@example.com");
    await updateUser(ctx, { userId: bob.id, role: "viewer" });
    expect(await findSignedInUser(ctx, session)).toBeNull();

    session = await signedIn(ctx, "bob@example.com");
    const asBob = { ...ctx, actor: must(await findSignedInUser(ctx, session)) };
    await expect(
      changePassword(asBob, { currentPassword: "wrong", newPassword: "x".repeat(12) }),
    ).rejects.toMatchObject({
      code: "INVALID_INPUT",
    });
    await changePassword(asBob, { currentPassword: PASSWORD, newPassword: "another long password" });
    expect(await findSignedInUser(ctx, session)).toBeNull();

    session = await signedIn(ctx, "bob@example.com", "another long password");
    await updateUser(ctx, { userId: bob.id, disabled: true });
    expect(await findSignedInUser(ctx, session)).toBeNull();
    const disabled = await signInWithPassword(
      ctx,
      { email: "bob@example.com", password: "another long password" },
      NOWHERE,
    );
    expect(disabled).toBeNull();
  });

  it("keep the last administrator", async () => {
    const ctx = getCtx();
    const root = must((await listUsers(ctx, {})).items.find((user) => user.role === "admin"));
    for (const change of [{ role: "viewer" }, { disabled: true }]) {
      await expect(updateUser(ctx, { userId: root.id, ...change })).rejects.toMatchObject({ code: "CONFLICT" });
    }
    expect((await resetPassword(ctx, { userId: root.id })).setUpToken).toMatch(/^slp_setup_/);
  });

  it("have five tries with a wrong password, also when many are made at once", async () => {
    const ctx = { ...getCtx(), config: { ...getCtx().config, rateLimits: true } };
    const root = must((await listUsers(ctx, {})).items.find((user) => user.role === "admin"));
    // An address of its own, since the counts live as long as the process.
    const address = randomUUID();
    const guess = (password: string) =>
      signInWithPassword(ctx, { email: root.email, password }, { address, userAgent: "" });
    const outcomes = await Promise.allSettled(Array.from({ length: 12 }, (_, index) => guess(`wrong ${index}`)));
    expect(outcomes.filter((outcome) => outcome.status === "fulfilled")).toHaveLength(5);
    await expect(guess(PASSWORD)).rejects.toMatchObject({ code: "LIMIT_REACHED" });

    const asRoot = as(ctx, must(await findSignedInUser(ctx, await signedIn(getCtx(), root.email))));
    const change = () => changePassword(asRoot, { currentPassword: "wrong", newPassword: "x".repeat(12) });
    for (let count = 0; count < 5; count++) await expect(change()).rejects.toMatchObject({ code: "INVALID_INPUT" });
    await expect(change()).rejects.toMatchObject({ code: "LIMIT_REACHED" });
  });

  it("are managed by administrators only", async () => {
    const ctx = as(getCtx(), aUser("approver"));
    const id = "5b1f9b1a-3c9f-4b53-9d0a-6a0f4e5a1b11";
    const calls = [
      listUsers(ctx, {}),
      createUser(ctx, { email: "x@example.com", name: "X", role: "admin" }),
      updateUser(ctx, { userId: id, role: "admin" }),
      resetPassword(ctx, { userId: id }),
    ];
    for (const call of calls) await expect(call).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(updateUser(getCtx(), { userId: id, role: "admin" })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describeOnPostgres("Two who demote each other", (getCtx) => {
  it("leave one administrator", async () => {
    const ctx = getCtx();
    await ensureAdministrator(ctx, { email: "one@example.com", password: PASSWORD });
    await createUser(ctx, { email: "two@example.com", name: "Two", role: "admin" });
    const { items } = await listUsers(ctx, {});
    const results = await Promise.allSettled(items.map((user) => updateUser(ctx, { userId: user.id, role: "viewer" })));
    expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(1);
  });
});

describeWithDatabase("API tokens", (getCtx) => {
  it("open what they were given, and are kept only as a hash", async () => {
    const ctx = getCtx();
    const made = await createToken(ctx, { name: "ci", scopes: ["operator", "versions:write"] });
    const actor = must(await authenticateToken(ctx, made.token));
    expect(actor).toMatchObject({ kind: "token", name: "ci" });
    expect(actor.kind === "token" && actor.scopes.has("versions:write")).toBe(true);
    expect(actor.kind === "token" && actor.scopes.has("users:read")).toBe(false);
    expect(JSON.stringify(await ctx.db.apiToken.findMany())).not.toContain(made.token);
    expect(JSON.stringify((await listEvents(ctx, {})).items)).not.toContain(made.token);
    expect((await listTokens(ctx, {})).items[0]?.lastUsedAt).not.toBeNull();
  });

  it("end when they are revoked, and when their time is over", async () => {
    const ctx = getCtx();
    const revoked = await createToken(ctx, { name: "old", scopes: ["viewer"] });
    await revokeToken(ctx, { tokenId: revoked.id });
    await revokeToken(ctx, { tokenId: revoked.id });
    expect(await authenticateToken(ctx, revoked.token)).toBeNull();
    expect((await listEvents(ctx, { types: "token_revoked" })).items).toHaveLength(1);

    const expiresAt = new Date(ctx.clock.now().getTime() + 60_000).toISOString();
    const short = await createToken(ctx, { name: "short", scopes: ["viewer"], expiresAt });
    expect(await authenticateToken(ctx, short.token)).not.toBeNull();
    ctx.clock.advance({ seconds: 61 });
    expect(await authenticateToken(ctx, short.token)).toBeNull();
    expect(await authenticateToken(ctx, "slp_guess")).toBeNull();
  });

  it("cannot be given more than their maker has, unknown scopes, or an end in the past", async () => {
    const ctx = getCtx();
    const maker = {
      ...ctx,
      actor: { kind: "token" as const, id: "t", name: "t", scopes: expandScopes(["tokens:write"]) },
    };
    await expect(createToken(maker, { name: "x", scopes: ["admin"] })).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(createToken(ctx, { name: "x", scopes: ["root"] })).rejects.toMatchObject({ code: "INVALID_INPUT" });
    const past = createToken(ctx, { name: "x", scopes: ["viewer"], expiresAt: "2001-01-01T00:00:00Z" });
    await expect(past).rejects.toMatchObject({ code: "INVALID_INPUT" });
    await expect(createToken(as(ctx, anonymous), {})).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    await expect(revokeToken(ctx, { tokenId: "5b1f9b1a-3c9f-4b53-9d0a-6a0f4e5a1b11" })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });

  it("are answered once per Idempotency-Key, also when two ask at once", async () => {
    const ctx = {
      ...getCtx(),
      actor: aUser("admin"),
      idempotency: { operation: "createToken", key: "k", inputHash: new Uint8Array(32) },
    };
    const calls = await Promise.allSettled([1, 2, 3].map(() => createToken(ctx, { name: "once", scopes: ["viewer"] })));
    expect(calls.filter((call) => call.status === "fulfilled")).toHaveLength(1);
    const first = calls.find((call) => call.status === "fulfilled");
    for (const call of calls) {
      if (call.status === "rejected")
        expect(call.reason).toMatchObject({ name: "AlreadyAnswered", answer: first?.value });
    }
    expect(await getCtx().db.apiToken.count({ where: { name: "once" } })).toBe(1);
    const other = { ...ctx, idempotency: { ...ctx.idempotency, inputHash: new Uint8Array(32).fill(1) } };
    await expect(createToken(other, { name: "once", scopes: ["viewer"] })).rejects.toMatchObject({
      code: "IMPOSSIBLE",
    });
    const stored = await getCtx().db.idempotencyKey.findMany();
    expect(JSON.stringify(stored)).not.toContain(first?.value.token);
  });
});
