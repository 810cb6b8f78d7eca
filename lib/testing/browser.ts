import { serveNextAuth } from "#lib/http/serve-next-auth.ts";
import { CookieJar } from "#lib/testing/cookie-jar.ts";

export const SITE = "http://slipway.test";

/** A browser at Slipway's sign-in: its cookies, and what next-auth answers. */
export class Browser {
  readonly jar = new CookieJar();

  async get(path: string): Promise<Response> {
    return this.#ask(path, { method: "GET" });
  }

  /** Sends a form of next-auth's, with its token against forgery. */
  async post(path: string, fields: Record<string, string>): Promise<Response> {
    const { csrfToken } = (await (await this.get("/api/auth/csrf")).json()) as { csrfToken: string };
    return this.#ask(path, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({ csrfToken, ...fields }).toString(),
    });
  }

  async #ask(path: string, init: { method: string; headers?: Record<string, string>; body?: string }) {
    const headers = { cookie: this.jar.header(), host: "slipway.test", "user-agent": FIREFOX, ...init.headers };
    const request = new Request(new URL(path, SITE), { ...init, headers });
    const nextauth = new URL(request.url).pathname.split("/").slice(3);
    const response = await serveNextAuth(request, { params: Promise.resolve({ nextauth }) });
    this.jar.take(response);
    return response;
  }
}

const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
