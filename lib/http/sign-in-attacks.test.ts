import { afterAll, beforeAll, expect, it } from "vitest";
import { ensureAdministrator } from "#lib/access/ensure-administrator.ts";
import { listEvents } from "#lib/events/list.ts";
import { serveNextAuth } from "#lib/http/serve-next-auth.ts";
import { readSession } from "#lib/http/session.ts";
import { loadConfig } from "#lib/kernel/config.ts";
import { getRuntime } from "#lib/kernel/runtime.ts";
import { Browser } from "#lib/testing/browser.ts";
import { describeWithDatabase } from "#lib/testing/database.ts";
import { useAsRuntime } from "#lib/testing/http.ts";
import { OIDC_CLIENT, startOidcProvider, type TestOidcProvider } from "#lib/testing/oidc-provider.ts";

const SITE = "https://slipway.test";
const EVIL = "https://evil.example/collect";
const CREDENTIALS = { email: "root@example.com", password: "correct horse battery", json: "true" };

describeWithDatabase("The sign-in, attacked", (getCtx) => {
  let provider: TestOidcProvider;
  const before = process.env.NEXTAUTH_URL;
  beforeAll(async () => {
    process.env.NEXTAUTH_URL = SITE;
    provider = await startOidcProvider(`${SITE}/api/auth/callback/oidc`);
    const { oidc } = loadConfig({
      SLIPWAY_PUBLIC_URL: SITE,
      OIDC_ISSUER: provider.issuer,
      OIDC_CLIENT_ID: OIDC_CLIENT.clientId,
      OIDC_CLIENT_SECRET: OIDC_CLIENT.clientSecret,
    });
    useAsRuntime(getCtx(), { oidc, publicUrl: SITE });
    await ensureAdministrator(getCtx(), CREDENTIALS);
  });
  afterAll(async () => {
    if (before === undefined) delete process.env.NEXTAUTH_URL;
    else process.env.NEXTAUTH_URL = before;
    await provider.close();
  });

  const isSignedIn = async (cookie: string) =>
    (await readSession(getRuntime(), new Headers({ cookie })))?.kind === "user";

  it("leads to no other site, neither after the password nor to a provider and back", async () => {
    for (const callbackUrl of [EVIL, "//evil.example", String.raw`/\evil.example`, "javascript:alert(1)"]) {
      const browser = new Browser();
      const answer = await browser.post("/api/auth/callback/credentials", { ...CREDENTIALS, callbackUrl });
      const { url } = (await answer.json()) as { url: string };
      expect(new URL(url, SITE).origin, callbackUrl).toBe(SITE);
      const out = await new Browser().post("/api/auth/signout", { json: "true", callbackUrl });
      expect(new URL(((await out.json()) as { url: string }).url, SITE).origin, callbackUrl).toBe(SITE);
    }
    provider.accounts.set("root", { email: "root@example.com", email_verified: true });
    const browser = new Browser();
    const begun = await browser.post("/api/auth/signin/oidc", { callbackUrl: EVIL, json: "true" });
    const back = new URL(await provider.signIn(((await begun.json()) as { url: string }).url, "root"));
    const landed = await browser.get(back.pathname + back.search);
    expect(new URL(landed.headers.get("location") ?? EVIL, SITE).origin).toBe(SITE);
    expect(await isSignedIn(browser.jar.header())).toBe(true);
  });

  it("proves to the provider who began it: state, nonce and a PKCE challenge go along", async () => {
    const begun = await new Browser().post("/api/auth/signin/oidc", { json: "true" });
    const { searchParams } = new URL(((await begun.json()) as { url: string }).url);
    expect(searchParams.get("code_challenge_method")).toBe("S256");
    for (const name of ["state", "nonce", "code_challenge"]) expect(searchParams.get(name)?.length).toBeGreaterThan(20);
    expect(searchParams.get("redirect_uri")).toBe(`${SITE}/api/auth/callback/oidc`);
  });

  it("takes no form from elsewhere", async () => {
    const request = new Request(`${SITE}/api/auth/callback/credentials`, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded", host: "slipway.test" },
      body: new URLSearchParams({ ...CREDENTIALS, csrfToken: "f".repeat(64) }).toString(),
    });
    const params = Promise.resolve({ nextauth: ["callback", "credentials"] });
    const response = await serveNextAuth(request, { params });
    expect(response.headers.getSetCookie().join()).not.toContain("session-token");
  });

  it("gives a cookie that scripts and other sites cannot use, and never the one that somebody planted", async () => {
    const browser = new Browser();
    const planted = "__Secure-next-auth.session-token=planted";
    browser.jar.take(new Response(null, { headers: { "set-cookie": planted } }));
    const response = await browser.post("/api/auth/callback/credentials", CREDENTIALS);
    const cookie = response.headers.getSetCookie().find((one) => one.includes("session-token")) ?? "";
    expect(cookie).toMatch(/^__Secure-next-auth\.session-token=/);
    for (const attribute of ["HttpOnly", "Secure", "SameSite=Lax", "Path=/"]) expect(cookie).toContain(attribute);
    expect(cookie).not.toContain("planted");
    expect(await isSignedIn(browser.jar.header())).toBe(true);
    expect(await isSignedIn(planted)).toBe(false);
  });

  it("writes no password and no token into the log of events or an address", async () => {
    const answer = await new Browser().post("/api/auth/callback/credentials", {
      ...CREDENTIALS,
      password: "wrong-one",
    });
    expect(JSON.stringify(await answer.json())).not.toContain("wrong-one");
    const { items } = await listEvents(getCtx(), { limit: "500" });
    for (const secret of [CREDENTIALS.password, "wrong-one", OIDC_CLIENT.clientSecret, "session-token"]) {
      expect(JSON.stringify(items)).not.toContain(secret);
    }
  });
});
