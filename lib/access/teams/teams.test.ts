import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { authenticateToken } from "#lib/access/authenticate-token.ts";
import { createToken } from "#lib/access/create-token.ts";
import { createUser } from "#lib/access/create-user.ts";
import { ensureAdministrator } from "#lib/access/ensure-administrator.ts";
import type { Identity } from "#lib/access/identities/identity.ts";
import { signInWithIdentity } from "#lib/access/identities/sign-in-with-identity.ts";
import { acceptInvitation, openInvitation } from "#lib/access/invitations/accept.ts";
import { createInvitation } from "#lib/access/invitations/create.ts";
import { listInvitations } from "#lib/access/invitations/list.ts";
import { revokeInvitation } from "#lib/access/invitations/revoke.ts";
import { listUsers } from "#lib/access/list-users.ts";
import { mayDo, type Actor } from "#lib/access/rules/actor.ts";
import { collectNames } from "#lib/access/rules/names.ts";
import { readGroups } from "#lib/access/rules/groups.ts";
import { createServiceAccount } from "#lib/access/service-accounts/create.ts";
import { updateServiceAccount } from "#lib/access/service-accounts/update.ts";
import { createGroupMapping, deleteGroupMapping } from "#lib/access/teams/mappings.ts";
import { addTeamMember } from "#lib/access/teams/members.ts";
import { getTeam } from "#lib/access/teams/find.ts";
import { createTeam, updateTeam } from "#lib/access/teams/save.ts";
import { requireReach } from "#lib/access/teams/require-reach.ts";
import { createProduct } from "#lib/products/create.ts";
import { listProducts } from "#lib/products/list.ts";
import { as, aUser } from "#lib/testing/builders.ts";
import { describeWithDatabase, type TestContext } from "#lib/testing/database.ts";

const PASSWORD = "correct horse battery";
const VISITOR = { address: null, userAgent: "" };

async function aProduct(ctx: TestContext) {
  const slug = `p-${randomUUID().slice(0, 8)}`;
  return createProduct(ctx, { slug, name: slug, kind: "firmware" });
}

async function holderOf(ctx: TestContext, token: string): Promise<Actor> {
  const actor = await authenticateToken(ctx, token);
  if (!actor) throw new Error("The token is not accepted.");
  return actor;
}

describe("Names in an input", () => {
  it("are ids anywhere, and slugs where the field says so", () => {
    const id = "5B1F9B1A-3C9F-4B53-9D0A-6A0F4E5A1B11";
    const input = { items: [{ product: "shop" }], note: `see ${id}`, variables: { product: "not this" }, app: "till" };
    expect(collectNames(input)).toEqual({ ids: [id.toLowerCase()], slugs: ["shop", "till"], images: [] });
    expect(collectNames({ products: ["a", "b"], image: "host/repo" }).slugs).toEqual(["a", "b"]);
    expect(collectNames(null)).toEqual({ ids: [], slugs: [], images: [] });
  });
});

describe("Groups", () => {
  const meanings = [
    { group: "ops", role: "operator" as const, teamId: "t1" },
    { group: "leads", role: "approver" as const, teamId: null },
    { group: "edge", role: null, teamId: "t2" },
  ];
  it.each([
    [[], null, []],
    [["unknown"], null, []],
    [["ops"], "operator", ["t1"]],
    [["leads", "ops", "edge"], "approver", ["t1", "t2"]],
    [["edge"], null, ["t2"]],
  ])("%j give the role %j and the teams %j", (groups, role, teamIds) => {
    expect(readGroups(groups, meanings)).toEqual({ role, teamIds });
  });
});

describeWithDatabase("Tokens of some products", (getCtx) => {
  it("reach those alone, and nothing of the house", async () => {
    const ctx = getCtx();
    const [own, foreign] = [await aProduct(ctx), await aProduct(ctx)];
    const { token, productIds } = await createToken(ctx, { name: "ci", scopes: ["admin"], productIds: [own.id] });
    expect(productIds).toEqual([own.id]);
    const actor = await holderOf(ctx, token);
    expect(mayDo(actor, "versions:write")).toBe(true);
    for (const scope of ["users:write", "tokens:write", "registries:read"] as const) {
      expect(mayDo(actor, scope)).toBe(false);
    }
    const mine = as(ctx, actor);
    expect((await listProducts(mine, {})).items.map(({ id }) => id)).toEqual([own.id]);
    await expect(requireReach(mine, { productId: foreign.slug })).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await requireReach(mine, { productId: own.slug })).toBe(1);
    await expect(aProduct(mine)).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  it("name products that there are", async () => {
    const attempt = createToken(getCtx(), { name: "x", scopes: ["viewer"], productIds: [randomUUID()] });
    await expect(attempt).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });
});

describeWithDatabase("Service accounts", (getCtx) => {
  it("bound what their tokens may do, at once", async () => {
    const ctx = getCtx();
    const account = await createServiceAccount(ctx, { name: "CI", role: "operator" });
    const draft = { name: "ci", scopes: ["admin"], serviceAccountId: account.id };
    const { token } = await createToken(ctx, draft);
    expect(mayDo(await holderOf(ctx, token), "rollouts:write")).toBe(true);
    expect(mayDo(await holderOf(ctx, token), "rollouts:approve")).toBe(false);
    await updateServiceAccount(ctx, { serviceAccountId: account.id, role: "viewer" });
    expect(mayDo(await holderOf(ctx, token), "rollouts:write")).toBe(false);
    await updateServiceAccount(ctx, { serviceAccountId: account.id, disabled: true });
    expect(await authenticateToken(ctx, token)).toBeNull();
    await expect(createToken(ctx, draft)).rejects.toMatchObject({ code: "CONFLICT" });
    expect((await listUsers(ctx, {})).items.map(({ id }) => id)).not.toContain(account.id);
  });

  it("reach what their team has, as soon as it has it", async () => {
    const ctx = getCtx();
    const product = await aProduct(ctx);
    const account = await createServiceAccount(ctx, { name: "Edge", role: "operator", isLimited: true });
    const { token } = await createToken(ctx, { name: "e", scopes: ["operator"], serviceAccountId: account.id });
    const team = await createTeam(ctx, { slug: "edge", name: "Edge" });
    await addTeamMember(ctx, { teamId: team.id, userId: account.id });
    expect((await listProducts(as(ctx, await holderOf(ctx, token)), {})).items).toEqual([]);
    await updateTeam(ctx, { teamId: team.id, productIds: [product.id] });
    expect((await listProducts(as(ctx, await holderOf(ctx, token)), {})).items).toHaveLength(1);
    const unknown = updateTeam(ctx, { teamId: team.id, productIds: [randomUUID()] });
    await expect(unknown).rejects.toMatchObject({ code: "INVALID_INPUT" });
    expect((await getTeam(ctx, { teamId: team.id })).products).toHaveLength(1);
  });
});

describeWithDatabase("Invitations", (getCtx) => {
  it("make one person, once, also when the link is used twice at once", async () => {
    const ctx = getCtx();
    const team = await createTeam(ctx, { slug: "shop", name: "Shop" });
    const invited = { email: "New@example.com", role: "operator", isLimited: true, teamIds: [team.id] };
    const { token } = await createInvitation(ctx, invited);
    expect(await openInvitation(ctx, { token })).toMatchObject({ email: "new@example.com", role: "operator" });
    const answers = await Promise.allSettled(
      [1, 2, 3].map(() => acceptInvitation(ctx, { token, name: "New", password: PASSWORD })),
    );
    expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    await expect(openInvitation(ctx, { token })).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    expect((await getTeam(ctx, { teamId: team.id })).members).toMatchObject([{ email: "new@example.com" }]);
    const [user] = (await listUsers(ctx, {})).items;
    expect(user).toMatchObject({ isLimited: true, role: "operator" });
    await expect(createInvitation(ctx, invited)).rejects.toMatchObject({ code: "CONFLICT" });
  });

  it("end when they are revoked, replaced or late", async () => {
    const ctx = getCtx();
    const invite = () => {
      ctx.clock.advance({ seconds: 1 });
      return createInvitation(ctx, { email: "late@example.com", role: "viewer", days: 1 });
    };
    const [first, second] = [await invite(), await invite()];
    await expect(openInvitation(ctx, { token: first.token })).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    await revokeInvitation(ctx, { invitationId: second.id });
    await expect(openInvitation(ctx, { token: second.token })).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    const third = await invite();
    ctx.clock.advance({ hours: 25 });
    const late = acceptInvitation(ctx, { token: third.token, name: "Late", password: PASSWORD });
    await expect(late).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    const statuses = (await listInvitations(ctx, { limit: "3" })).items.map(({ status }) => status);
    expect(statuses).toEqual(["expired", "revoked", "revoked"]);
    const notMine = createInvitation(as(ctx, aUser("approver")), { email: "x@example.com", role: "admin" });
    await expect(notMine).rejects.toMatchObject({ code: "FORBIDDEN" });
  });
});

describeWithDatabase("Groups of a provider", (getCtx) => {
  const identityOf = (name: string, ...groups: string[]): Identity => ({
    provider: "oidc",
    issuer: "https://login.example.com",
    subject: `https://login.example.com ${name}`,
    name,
    verifiedEmail: `${name}@example.com`,
    groups,
  });
  const personNamed = async (ctx: TestContext, name: string) =>
    (await listUsers(ctx, { limit: "500" })).items.find(({ email }) => email === `${name}@example.com`);

  it("let new people in, raise their role, and take back no more than they gave", async () => {
    const ctx = getCtx();
    await ensureAdministrator(ctx, { email: "root@example.com", password: PASSWORD });
    const team = await createTeam(ctx, { slug: "ops", name: "Ops" });
    await createGroupMapping(ctx, { provider: "oidc", group: "ops", role: "operator", teamId: team.id });
    const leads = await createGroupMapping(ctx, { provider: "oidc", group: "leads", role: "approver" });
    const signIn = (name: string, ...groups: string[]) => signInWithIdentity(ctx, identityOf(name, ...groups), VISITOR);

    expect(await signIn("stranger")).toBe("noAccount");
    expect(await signIn("oscar", "ops", "leads")).toMatchObject({ email: "oscar@example.com" });
    expect(await personNamed(ctx, "oscar")).toMatchObject({ role: "approver", hasPassword: false });
    expect((await getTeam(ctx, { teamId: team.id })).members).toMatchObject([{ source: "oidc" }]);
    await deleteGroupMapping(ctx, { groupMappingId: leads.id });
    await signIn("oscar", "ops", "leads");
    expect(await personNamed(ctx, "oscar")).toMatchObject({ role: "operator" });
    expect(await signIn("oscar")).toBe("noGroup");

    await createUser(ctx, { email: "vera@example.com", name: "Vera", role: "viewer" });
    await signIn("vera", "ops");
    expect(await personNamed(ctx, "vera")).toMatchObject({ role: "operator" });
    await signIn("vera");
    expect(await personNamed(ctx, "vera")).toMatchObject({ role: "viewer" });
    expect((await getTeam(ctx, { teamId: team.id })).members.map(({ email }) => email)).toEqual(["oscar@example.com"]);
  });

  it("make one person where two browsers sign in for the first time at once", async () => {
    const ctx = getCtx();
    const both = [1, 2].map(() => signInWithIdentity(ctx, identityOf("twin", "ops"), VISITOR));
    const people = (await Promise.all(both)).map((outcome) => (typeof outcome === "string" ? outcome : outcome.id));
    expect(new Set(people).size).toBe(1);
  });

  it("accept an open invitation of the address", async () => {
    const ctx = getCtx();
    await createInvitation(ctx, { email: "ivy@example.com", role: "approver" });
    expect(await signInWithIdentity(ctx, identityOf("ivy"), VISITOR)).toMatchObject({ email: "ivy@example.com" });
    expect(await personNamed(ctx, "ivy")).toMatchObject({ role: "approver" });
  });
});
