import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { generate } from "otplib";
import { createUser } from "#lib/access/create-user.ts";
import { setUp } from "#lib/access/set-up.ts";
import { ensureAdministrator } from "#lib/access/ensure-administrator.ts";
import { beginSecondFactor } from "#lib/access/second-factor/begin.ts";
import { confirmSecondFactor } from "#lib/access/second-factor/confirm.ts";
import { listMySessions } from "#lib/access/sessions/list.ts";
import { revokeMyOtherSessions, revokeMySession } from "#lib/access/sessions/revoke.ts";
import { createGroupMapping } from "#lib/access/teams/mappings.ts";
import { updateUser } from "#lib/access/update-user.ts";
import type { Actor } from "#lib/access/rules/actor.ts";
import { listEvents } from "#lib/events/list.ts";
import { readSession } from "#lib/http/session.ts";
import { loadConfig } from "#lib/kernel/config.ts";
import { getRuntime } from "#lib/kernel/runtime.ts";
import { Browser, SITE } from "#lib/testing/browser.ts";
import { as } from "#lib/testing/builders.ts";
import { describeWithDatabase, type TestContext } from "#lib/testing/database.ts";
import { useAsRuntime } from "#lib/testing/http.ts";
import { startGithub, type TestGithub } from "#lib/testing/github.ts";
import { OIDC_CLIENT, startOidcProvider, type Tampering, type TestOidcProvider } from "#lib/testing/oidc-provider.ts";

const PASSWORD = "correct horse battery";

async function whoIs(browser: Browser): Promise<Extract<Actor, { kind: "user" }> | null> {
  const actor = await readSession(getRuntime(), new Headers({ cookie: browser.jar.header() }));
  return actor?.kind === "user" ? actor : null;
}

async function mustBeSignedIn(browser: Browser) {
  const actor = await whoIs(browser);
  if (!actor) throw new Error("Nobody is signed in in this browser.");
  return actor;
}

async function signIn(browser: Browser, email: string, code?: string): Promise<string | null> {
  const fields = { email, password: PASSWORD, json: "true", ...(code !== undefined && { code }) };
  const response = await browser.post("/api/auth/callback/credentials", fields);
  const { url } = (await response.json()) as { url: string };
  return response.status === 200 ? null : new URL(url, SITE).searchParams.get("error");
}

async function inviteWithPassword(ctx: TestContext, email: string): Promise<void> {
  const { setUpToken } = await createUser(ctx, { email, name: "A person", role: "operator" });
  await setUp(ctx, { token: setUpToken, password: PASSWORD });
}

function useSite(): void {
  const before = process.env.NEXTAUTH_URL;
  beforeAll(() => {
    process.env.NEXTAUTH_URL = SITE;
  });
  afterAll(() => {
    if (before === undefined) delete process.env.NEXTAUTH_URL;
    else process.env.NEXTAUTH_URL = before;
  });
}

describeWithDatabase("A browser's session", (getCtx) => {
  useSite();
  beforeAll(async () => {
    useAsRuntime(getCtx(), { publicUrl: SITE });
    await inviteWithPassword(getCtx(), "ada@example.com");
  });

  it("is listed with its browser, and ends in the other browser when it is revoked", async () => {
    const [first, second] = [new Browser(), new Browser()];
    expect(await signIn(first, "ada@example.com")).toBeNull();
    expect(await signIn(second, "ada@example.com")).toBeNull();
    const ctx = as(getCtx(), await mustBeSignedIn(first));
    const { items } = await listMySessions(ctx);
    expect(items).toHaveLength(2);
    expect(items.filter((session) => session.isCurrent)).toHaveLength(1);
    expect(items[0]).toMatchObject({ provider: "password", browser: "Firefox on Linux" });

    const other = items.find((session) => !session.isCurrent);
    await revokeMySession(ctx, { sessionId: other?.id });
    expect(await whoIs(second)).toBeNull();
    expect(await whoIs(first)).not.toBeNull();
    await expect(revokeMySession(ctx, { sessionId: other?.id })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("ends at the sign-out, so that a copied cookie opens nothing", async () => {
    const browser = new Browser();
    await signIn(browser, "ada@example.com");
    const cookie = browser.jar.header();
    await browser.post("/api/auth/signout", { json: "true" });
    expect(await readSession(getRuntime(), new Headers({ cookie }))).toBeNull();
  });

  it("cannot be revoked by somebody else, and all others end at once", async () => {
    await inviteWithPassword(getCtx(), "eve@example.com");
    const [ada, again, eve] = [new Browser(), new Browser(), new Browser()];
    for (const browser of [ada, again]) await signIn(browser, "ada@example.com");
    await signIn(eve, "eve@example.com");
    const actor = await mustBeSignedIn(ada);
    const attempt = revokeMySession(as(getCtx(), await mustBeSignedIn(eve)), { sessionId: actor.sessionId });
    await expect(attempt).rejects.toMatchObject({ code: "NOT_FOUND" });
    await revokeMyOtherSessions(as(getCtx(), actor));
    expect(await whoIs(again)).toBeNull();
    expect(await whoIs(ada)).toMatchObject({ email: "ada@example.com" });
  });

  it("asks for the code of a second factor, takes each code once, and a recovery code instead", async () => {
    const browser = new Browser();
    await signIn(browser, "ada@example.com");
    const ctx = as(getCtx(), await mustBeSignedIn(browser));
    const { secret } = await beginSecondFactor(ctx, { password: PASSWORD });
    // The routes run by the clock on the wall.
    const now = Math.floor(Date.now() / 1000);
    const codeAt = (seconds: number) => generate({ secret, epoch: now + seconds });
    ctx.clock.set(new Date());
    expect(await signIn(new Browser(), "ada@example.com")).toBeNull();
    const { recoveryCodes } = await confirmSecondFactor(ctx, { code: await codeAt(-30) });

    expect(await signIn(new Browser(), "ada@example.com")).toBe("codeNeeded");
    expect(await signIn(new Browser(), "ada@example.com", "000000")).toBe("codeWrong");
    const code = await codeAt(0);
    const twice = await Promise.all([1, 2].map(() => signIn(new Browser(), "ada@example.com", code)));
    expect(twice.sort()).toEqual(["codeWrong", null]);
    expect(await signIn(new Browser(), "ada@example.com", recoveryCodes[0])).toBeNull();
    expect(await signIn(new Browser(), "ada@example.com", recoveryCodes[0])).toBe("codeWrong");
  });
});

describeWithDatabase("Sign-in with an OpenID provider", (getCtx) => {
  useSite();
  let provider: TestOidcProvider;
  beforeAll(async () => {
    provider = await startOidcProvider(`${SITE}/api/auth/callback/oidc`);
    const { oidc } = loadConfig({
      SLIPWAY_PUBLIC_URL: SITE,
      OIDC_ISSUER: provider.issuer,
      OIDC_CLIENT_ID: OIDC_CLIENT.clientId,
      OIDC_CLIENT_SECRET: OIDC_CLIENT.clientSecret,
      OIDC_SCOPE: "openid email profile groups",
    });
    useAsRuntime(getCtx(), { oidc, publicUrl: SITE });
    await ensureAdministrator(getCtx(), { email: "root@example.com", password: PASSWORD });
  });
  afterEach(() => {
    provider.tampering = null;
  });
  afterAll(() => provider.close());

  /** Goes the whole way of a person: Slipway, the provider, and back. Says where one ends. */
  async function signInThere(browser: Browser, login: string): Promise<string> {
    const begun = await browser.post("/api/auth/signin/oidc", { callbackUrl: `${SITE}/rollouts`, json: "true" });
    const { url } = (await begun.json()) as { url: string };
    const back = new URL(await provider.signIn(url, login));
    const response = await browser.get(back.pathname + back.search);
    return response.headers.get("location") ?? `no redirect but ${response.status}`;
  }

  it("lets a person in whose verified address is known here, and knows the account from then on", async () => {
    const ctx = getCtx();
    const bob = await createUser(ctx, { email: "bob@example.com", name: "Bob", role: "operator" });
    provider.accounts.set("bob-at-provider", { email: "Bob@example.com", email_verified: true, name: "Bobby" });
    const browser = new Browser();
    expect(await signInThere(browser, "bob-at-provider")).toBe(`${SITE}/rollouts`);
    expect(await whoIs(browser)).toMatchObject({ id: bob.id, role: "operator", name: "Bob" });

    provider.accounts.set("bob-at-provider", { email: "robert@example.com", email_verified: true });
    const later = new Browser();
    await signInThere(later, "bob-at-provider");
    expect(await whoIs(later)).toMatchObject({ id: bob.id });
    const { items } = await listEvents(ctx, { types: "identity_linked,user_signed_in" });
    expect(items.map(({ type }) => type)).toEqual(["user_signed_in", "user_signed_in", "identity_linked"]);
  });

  it("refuses an address that the provider does not vouch for, a stranger, and whoever was disabled", async () => {
    const ctx = getCtx();
    const ada = await createUser(ctx, { email: "ada@example.com", name: "Ada", role: "admin" });
    provider.accounts.set("mallory", { email: "ada@example.com", email_verified: false });
    expect(await signInThere(new Browser(), "mallory")).toBe("/sign-in?error=unverifiedEmail");
    provider.accounts.set("mallory", { email: "ada@example.com" });
    expect(await signInThere(new Browser(), "mallory")).toBe("/sign-in?error=unverifiedEmail");
    provider.accounts.set("stranger", { email: "stranger@example.com", email_verified: true });
    expect(await signInThere(new Browser(), "stranger")).toBe("/sign-in?error=noAccount");

    provider.accounts.set("ada", { email: "ada@example.com", email_verified: true });
    expect(await signInThere(new Browser(), "ada")).toBe(`${SITE}/rollouts`);
    await updateUser(ctx, { userId: ada.id, disabled: true });
    expect(await signInThere(new Browser(), "ada")).toBe("/sign-in?error=disabled");
    expect((await listEvents(ctx, { types: "sign_in_refused" })).items).toHaveLength(1);
  });

  describe("refuses a token", () => {
    const hour = 3_600;
    const now = () => Math.floor(Date.now() / 1000);
    it.each<[what: string, tampering: () => Tampering, reason: string]>([
      ["of another issuer", () => ({ claims: { iss: "https://evil.example" } }), "issuer"],
      ["for another client", () => ({ claims: { aud: "another-client" } }), "audience"],
      ["for several clients, made for another", () => ({ claims: { aud: ["slipway", "x"], azp: "x" } }), "audience"],
      ["that answers another sign-in", () => ({ claims: { nonce: "of-somebody-else" } }), "nonce"],
      ["without a nonce", () => ({ claims: { nonce: undefined } }), "nonce"],
      ["that has expired", () => ({ claims: { iat: now() - 2 * hour, exp: now() - hour } }), "expired"],
      ["signed with a key that is published no longer", () => ({ withRetiredKey: true }), "signature"],
    ])("%s", async (_what, tampering, reason) => {
      provider.accounts.set("carl", { email: "root@example.com", email_verified: true });
      provider.tampering = tampering();
      const browser = new Browser();
      expect(await signInThere(browser, "carl")).toBe(`/sign-in?error=${reason}`);
      expect(await whoIs(browser)).toBeNull();
    });
  });

  it("refuses an answer that another browser asked for, and one without a question", async () => {
    const [asked, other] = [new Browser(), new Browser()];
    provider.accounts.set("carl", { email: "root@example.com", email_verified: true });
    const begun = await asked.post("/api/auth/signin/oidc", { json: "true" });
    const { url } = (await begun.json()) as { url: string };
    const back = new URL(await provider.signIn(url, "carl"));
    const stolen = await other.get(back.pathname + back.search);
    expect(stolen.headers.get("location")).toBe("/sign-in?error=unfinished");
    expect(await whoIs(other)).toBeNull();
    const declined = await asked.get("/api/auth/callback/oidc?error=access_denied");
    expect(declined.headers.get("location")).toBe("/sign-in?error=cancelled");
  });
});

describeWithDatabase("Sign-in with GitHub", (getCtx) => {
  useSite();
  let github: TestGithub;
  beforeAll(async () => {
    github = await startGithub({
      id: 42,
      login: "ada",
      name: null,
      emails: [{ email: "Ada@example.com", primary: true, verified: true }],
      orgs: ["acme"],
      teams: ["acme/ops"],
    });
    const credentials = { GITHUB_CLIENT_ID: "id", GITHUB_CLIENT_SECRET: "secret", GITHUB_URL: github.url };
    const config = loadConfig({ SLIPWAY_PUBLIC_URL: SITE, ...credentials });
    useAsRuntime(getCtx(), { github: config.github, publicUrl: SITE });
    await ensureAdministrator(getCtx(), { email: "root@example.com", password: PASSWORD });
  });
  afterAll(() => github.close());

  async function signInThere(browser: Browser): Promise<string | null> {
    const begun = await browser.post("/api/auth/signin/github", { json: "true" });
    const asked = new URL(((await begun.json()) as { url: string }).url);
    expect(asked.origin).toBe(github.url);
    const state = asked.searchParams.get("state") ?? "";
    const response = await browser.get(`/api/auth/callback/github?${new URLSearchParams({ code: "c", state })}`);
    return response.headers.get("location");
  }

  it("knows a person by number, takes verified addresses alone, and reads organizations and teams", async () => {
    expect(await signInThere(new Browser())).toBe("/sign-in?error=noAccount");
    await createGroupMapping(getCtx(), { provider: "github", group: "acme/ops", role: "operator" });
    const browser = new Browser();
    expect(await signInThere(browser)).toBe(SITE);
    const ada = await mustBeSignedIn(browser);
    expect(ada).toMatchObject({ email: "ada@example.com", name: "ada", role: "operator" });

    github.person = { ...github.person, login: "renamed", emails: [] };
    const later = new Browser();
    await signInThere(later);
    expect(await whoIs(later)).toMatchObject({ id: ada.id });

    github.person = {
      ...github.person,
      id: 43,
      emails: [{ email: "root@example.com", primary: true, verified: false }],
    };
    expect(await signInThere(new Browser())).toBe("/sign-in?error=unverifiedEmail");
    github.status = 503;
    expect(await signInThere(new Browser())).toBe("/sign-in?error=claims");
  });
});
