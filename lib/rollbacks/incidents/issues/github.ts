import { Octokit } from "@octokit/rest";
import { secondsAfter } from "#lib/kernel/clock.ts";
import type { Config, GithubIssuesConfig } from "#lib/kernel/config.ts";
import { guardedFetch } from "#lib/outbound/guarded-fetch.ts";
import { markerOf, type Issue } from "#lib/rollbacks/rules/issue.ts";

const CALL_MILLIS_MAX = 15_000;
const ANSWER_BYTES_MAX = 8 * 1024 * 1024;
const PER_PAGE = 100;
/** An issue of ours is among the newest: it was opened after the report was made. */
const PAGES_MAX = 10;
const CLOCK_SECONDS_APART_MAX = 3_600;
const NO_BODY: ReadonlySet<number> = new Set([204, 205, 304]);
const say = () => undefined;

/** Trouble with GitHub, told in a sentence of our own that holds nothing of what was sent. */
export class GithubTrouble extends Error {
  override name = "GithubTrouble";
  /** Asking again later may help. */
  readonly isTemporary: boolean;
  /** When GitHub says so itself. */
  readonly retryAfterSeconds: number | null;

  constructor(message: string, isTemporary: boolean, retryAfterSeconds: number | null = null) {
    super(message);
    this.isTemporary = isTemporary;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/**
 * Opens an issue unless there is one of this incident already, and returns its address. `since`: when the report was
 * made. Throws GithubTrouble.
 */
export async function openIssueOnce(
  config: Config,
  github: GithubIssuesConfig,
  { incidentId, since, issue }: { incidentId: string; since: Date; issue: Issue },
): Promise<string> {
  const octokit = connect(config, github);
  const place = { owner: github.owner, repo: github.repository };
  try {
    const found = await findIssue(octokit, place, markerOf(incidentId), since);
    if (found !== null) return addressOf(found);
    const { data } = await octokit.rest.issues.create({ ...place, ...issue });
    return addressOf(data.html_url);
  } catch (error) {
    throw tellTrouble(error, `${github.owner}/${github.repository}`);
  }
}

/** The list rather than the search, which learns of an issue only after a while. */
async function findIssue(
  octokit: Octokit,
  place: { owner: string; repo: string },
  marker: string,
  since: Date,
): Promise<string | null> {
  for (let page = 1; page <= PAGES_MAX; page++) {
    const { data } = await octokit.rest.issues.listForRepo({
      ...place,
      state: "all",
      sort: "created",
      direction: "desc",
      since: secondsAfter(since, -CLOCK_SECONDS_APART_MAX).toISOString(),
      per_page: PER_PAGE,
      page,
    });
    const found = data.find(({ body }) => body?.includes(marker) === true);
    if (found !== undefined) return found.html_url;
    if (data.length < PER_PAGE) return null;
  }
  return null;
}

function connect(config: Config, { apiUrl, token }: GithubIssuesConfig): Octokit {
  return new Octokit({
    auth: token,
    baseUrl: apiUrl,
    userAgent: "slipway",
    request: { fetch: fetchGuarded(config) },
    // What it would log are addresses and answers of others.
    log: { debug: say, info: say, warn: say, error: say },
  });
}

/** The operator names the host, so it may be one of their own network; a redirect leads nowhere else. */
function fetchGuarded(config: Config) {
  return async (url: string, init: RequestInit = {}): Promise<Response> => {
    const outcome = await guardedFetch(config, {
      url,
      method: init.method === "POST" ? "POST" : "GET",
      headers: Object.fromEntries(new Headers(init.headers)),
      ...(typeof init.body === "string" && { body: init.body }),
      reach: "named",
      timeoutMillis: CALL_MILLIS_MAX,
      responseBytesMax: ANSWER_BYTES_MAX,
    });
    if (outcome.kind === "refused") throw new GithubTrouble(outcome.reason, false);
    if (outcome.kind !== "answer") throw new GithubTrouble(`GitHub does not answer: ${outcome.reason}`, true);
    const headers = new Headers();
    for (const [name, value] of Object.entries(outcome.headers)) {
      if (value !== undefined) headers.set(name, String(value));
    }
    return new Response(NO_BODY.has(outcome.status) ? null : new Uint8Array(outcome.body), {
      status: outcome.status,
      headers,
    });
  };
}

/** It becomes a link on our page. */
function addressOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol !== "https:" && url?.protocol !== "http:") {
    throw new GithubTrouble("GitHub answered with something that is not an issue.", false);
  }
  return url.href;
}

interface Refusal {
  status: number;
  response?: { headers?: Record<string, string | number | undefined> };
}

function tellTrouble(error: unknown, place: string): GithubTrouble {
  if (error instanceof GithubTrouble) return error;
  // Octokit wraps what its fetch threw.
  if (error instanceof Error && error.cause instanceof GithubTrouble) return error.cause;
  if (!isRefusal(error)) return new GithubTrouble("GitHub answered with something that is not an issue.", true);
  const headers = error.response?.headers ?? {};
  const isLimited = error.status === 429 || headers["retry-after"] !== undefined || isSpent(headers);
  if (isLimited) return new GithubTrouble("GitHub wants fewer questions for now.", true, waitOf(headers));
  if (error.status >= 500) return new GithubTrouble(`GitHub has trouble of its own (${error.status}).`, true);
  const sentences: Record<number, string> = {
    401: "GitHub does not accept the token (GITHUB_ISSUES_TOKEN).",
    403: `The token may not open issues in ${place}.`,
    404: `GitHub knows no repository ${place}, or the token may not see it.`,
    410: `Issues are turned off in ${place}.`,
  };
  return new GithubTrouble(sentences[error.status] ?? `GitHub refuses the issue (${error.status}).`, false);
}

function isRefusal(error: unknown): error is Refusal {
  return error instanceof Error && "status" in error && typeof error.status === "number" && "response" in error;
}

function isSpent(headers: Record<string, string | number | undefined>): boolean {
  return String(headers["x-ratelimit-remaining"]) === "0";
}

function waitOf(headers: Record<string, string | number | undefined>): number | null {
  const seconds = Number(headers["retry-after"]);
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, 3_600) : null;
}
