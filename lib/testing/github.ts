import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

export interface GithubPerson {
  id: number;
  login: string;
  name?: string | null;
  emails: { email: string; primary: boolean; verified: boolean }[];
  orgs: string[];
  /** org/team */
  teams: string[];
}

/** What Slipway asks of a GitHub Enterprise server, with one person who signs in. */
export interface TestGithub {
  url: string;
  person: GithubPerson;
  /** Answers to calls for the person's data; 200 unless set. */
  status: number;
  close: () => Promise<void>;
}

export async function startGithub(person: GithubPerson): Promise<TestGithub> {
  const server: Server = createServer((request, response) => {
    const answer = answerTo(new URL(request.url ?? "/", "http://github.test").pathname, self);
    response.writeHead(answer.status, { "content-type": "application/json" }).end(JSON.stringify(answer.body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const self: TestGithub = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    person,
    status: 200,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
  return self;
}

function answerTo(path: string, { person, status }: TestGithub): { status: number; body: unknown } {
  const { id, login, name, emails, orgs, teams } = person;
  const bodies: Record<string, unknown> = {
    "/api/v3/user": { id, login, name },
    "/api/v3/user/emails": emails,
    "/api/v3/user/orgs": orgs.map((org) => ({ login: org })),
    "/api/v3/user/teams": teams.map((team) => {
      const [org = "", slug = ""] = team.split("/");
      return { slug, organization: { login: org } };
    }),
  };
  if (path === "/login/oauth/access_token") {
    return { status: 200, body: { access_token: "gho_test", token_type: "bearer", scope: "read:user" } };
  }
  return path in bodies ? { status, body: bodies[path] } : { status: 404, body: {} };
}
