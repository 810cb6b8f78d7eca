import { expect, type APIRequestContext, type Browser, type BrowserContext } from "@playwright/test";
import type { Role } from "#lib/access/rules/scopes.ts";
import type { Api } from "#lib/client/api.ts";

export interface Person {
  email: string;
  password: string;
}

/** Invites a person and uses the invitation, all over the API. */
export async function invite(api: Api, role: Role, email = `${role}@example.com`): Promise<Person> {
  const { setUpToken } = await api.call<{ setUpToken: string }>({
    method: "POST",
    path: "/api/v1/users",
    body: { email, name: `The ${role}`, role },
  });
  const password = `pier seven ${role} lantern`;
  await api.call({ method: "POST", path: "/api/v1/setup", body: { token: setUpToken, password } });
  return { email, password };
}

/** Opens a browser window of its own in which a person is signed in. */
export async function openSignedIn(browser: Browser, url: string, person: Person): Promise<BrowserContext> {
  const context = await browser.newContext({ baseURL: url });
  await signIn(context.request, person);
  return context;
}

/** Signs in without the form, which has a story of its own. */
async function signIn(request: APIRequestContext, { email, password }: Person): Promise<void> {
  const { csrfToken } = (await (await request.get("/api/auth/csrf")).json()) as { csrfToken: string };
  const answer = await request.post("/api/auth/callback/credentials", {
    form: { csrfToken, email, password, json: "true" },
  });
  expect(answer.ok(), `${email} can sign in`).toBe(true);
}
