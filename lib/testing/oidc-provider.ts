import { createPrivateKey, generateKeyPairSync, sign, type JsonWebKey } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Provider } from "oidc-provider";
import { CookieJar } from "#lib/testing/cookie-jar.ts";

/** Somebody whom the provider knows. */
export interface OidcAccount {
  email?: string;
  email_verified?: boolean;
  name?: string;
  groups?: string[];
}

/** What an ID token says, changed on its way: to see what a provider that lies, or is no such, gets. */
export interface Tampering {
  claims?: Record<string, unknown>;
  /** Signs with a key that the provider never published, or publishes no longer. */
  withRetiredKey?: boolean;
}

/** A real OpenID provider on a port of its own, and a person with a browser in front of it. */
export interface TestOidcProvider {
  issuer: string;
  accounts: Map<string, OidcAccount>;
  tampering: Tampering | null;
  /** Signs in as one of the accounts where Slipway has sent the browser, and says to where it is sent back. */
  signIn: (authorizationUrl: string, login: string) => Promise<string>;
  close: () => Promise<void>;
}

export const OIDC_CLIENT = { clientId: "slipway", clientSecret: "a-secret-of-the-client-that-only-tests-use" };

const KEY_ID = "test-key";

export async function startOidcProvider(redirectUri: string): Promise<TestOidcProvider> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const key = makeKey();
  const retired = makeKey();
  const accounts = new Map<string, OidcAccount>();

  const provider = new Provider(issuer, {
    jwks: { keys: [key] },
    clients: [
      {
        client_id: OIDC_CLIENT.clientId,
        client_secret: OIDC_CLIENT.clientSecret,
        redirect_uris: [redirectUri],
        response_types: ["code"],
        grant_types: ["authorization_code"],
      },
    ],
    cookies: { keys: ["a-key-that-only-tests-use"] },
    scopes: ["openid", "email", "profile", "groups"],
    claims: { email: ["email", "email_verified"], profile: ["name"], groups: ["groups"] },
    findAccount: (_ctx, id) => ({ accountId: id, claims: () => ({ sub: id, ...accounts.get(id) }) }),
  });
  const self: TestOidcProvider = {
    issuer,
    accounts,
    tampering: null,
    signIn: (url, login) => signIn(url, login, issuer),
    close: () => close(server),
  };
  provider.use(async (ctx, next) => {
    await next();
    const body = ctx.body as { id_token?: string } | undefined;
    if (ctx.path !== "/token" || !self.tampering || !body?.id_token) return;
    body.id_token = resign(body.id_token, self.tampering, self.tampering.withRetiredKey ? retired : key);
  });
  const answer = provider.callback();
  server.on("request", (request, response) => void answer(request, response));
  return self;
}

function makeKey(): JsonWebKey {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return { ...privateKey.export({ format: "jwk" }), alg: "RS256", use: "sig", kid: KEY_ID };
}

function resign(idToken: string, { claims }: Tampering, key: JsonWebKey): string {
  const payload = JSON.parse(Buffer.from(idToken.split(".")[1] ?? "", "base64url").toString()) as object;
  const parts = [
    { alg: "RS256", kid: KEY_ID },
    { ...payload, ...claims },
  ];
  const text = parts.map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
  const signature = sign("RSA-SHA256", Buffer.from(text), createPrivateKey({ key, format: "jwk" }));
  return `${text}.${signature.toString("base64url")}`;
}

/** Walks through the provider's own pages: who one is, and that Slipway may know. */
async function signIn(authorizationUrl: string, login: string, issuer: string): Promise<string> {
  const jar = new CookieJar();
  let url = authorizationUrl;
  let form: Record<string, string> | null = null;
  for (let step = 0; step < 20; step++) {
    const response: Response = await fetch(url, {
      method: form ? "POST" : "GET",
      headers: { cookie: jar.header(), "content-type": "application/x-www-form-urlencoded" },
      body: form ? new URLSearchParams(form).toString() : null,
      redirect: "manual",
    });
    jar.take(response);
    const location = response.headers.get("location");
    const page = await response.text();
    if (location !== null) {
      const next = new URL(location, url);
      if (next.origin !== issuer) return next.href;
      url = next.href;
      form = null;
    } else {
      const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1];
      const action = /action="([^"]+)"/.exec(page)?.[1];
      if (!prompt || !action) throw new Error(`The provider shows a page that nobody expected: ${page.slice(0, 500)}`);
      form = { prompt, ...(prompt === "login" && { login, password: "any" }) };
      url = new URL(action, url).href;
    }
  }
  throw new Error("The provider leads in circles.");
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
  });
}
