/** The cookies of one browser at one site. */
export class CookieJar {
  readonly #cookies = new Map<string, string>();

  /** Keeps what an answer sets, and forgets what it empties. */
  take(response: Response): void {
    for (const line of response.headers.getSetCookie()) {
      const [pair = ""] = line.split(";");
      const equals = pair.indexOf("=");
      const value = pair.slice(equals + 1);
      if (value === "" || /;\s*max-age=0\b/i.test(line)) this.#cookies.delete(pair.slice(0, equals));
      else this.#cookies.set(pair.slice(0, equals), value);
    }
  }

  /** As a browser sends them. */
  header(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  }
}
