import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, expect, it } from "vitest";
import { loadConfig, type Config } from "#lib/kernel/config.ts";
import type { Context } from "#lib/kernel/context.ts";
import { explain } from "#lib/risk/explain.ts";
import type { Judged } from "#lib/risk/judge.ts";

type Behavior = (request: IncomingMessage, response: ServerResponse, body: string) => void;

const open = new Set<() => void>();
afterEach(() => {
  for (const close of open) close();
  open.clear();
});

/** A program that speaks the chat protocol, as well as it is told to. */
async function aModel(behave: Behavior): Promise<Context> {
  const server = createServer((request, response) => {
    void text(request).then((body) => behave(request, response, body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  open.add(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return aContext({ LLM_BASE_URL: `http://127.0.0.1:${port}/v1/`, LLM_API_KEY: "sk-test", LLM_MODEL: "small" });
}

function aContext(env: Record<string, string>): Context {
  const config: Config = loadConfig(env);
  return { config } as Context;
}

const says =
  (content: unknown): Behavior =>
  (_request, response) => {
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ choices: [{ message: { role: "assistant", content } }] }));
  };

const judged: Judged = {
  assessment: {
    ...{ score: 63, level: "high", probability: 0.3, probabilityLow: 0.2, probabilityHigh: 0.5, isCalibrated: false },
    factors: [
      {
        ...{ id: "recentFailures", name: "Failures", points: 20, bearsOn: "probability", severity: "high" },
        evidence: "Deployment #4: cannot reach postgres://app:hunter22@db with password=hunter22",
        isUnknown: false,
        wouldLower: null,
      },
    ],
    suggestions: [],
  },
  guards: [],
  features: { values: {}, compared: null },
  modelId: null,
};

it("is asked in the protocol that all of them speak, without secrets", async () => {
  let seen = { url: "", authorization: "", body: "" };
  const ctx = await aModel((request, response, body) => {
    seen = { url: request.url ?? "", authorization: request.headers.authorization ?? "", body };
    says("Two of the last four failed.")(request, response, body);
  });
  expect(await explain(ctx, judged)).toEqual({ kind: "text", text: "Two of the last four failed.", model: "small" });
  expect(seen).toMatchObject({ url: "/v1/chat/completions", authorization: "Bearer sk-test" });
  expect(JSON.parse(seen.body)).toMatchObject({ model: "small", temperature: 0 });
  expect(seen.body).not.toContain("hunter22");
});

it("says nothing unless one is set up", async () => {
  expect(await explain(aContext({}), judged)).toMatchObject({ kind: "unavailable" });
});

it.each<[string, Behavior]>([
  ["no JSON", (_request, response) => response.end("<html>")],
  ["no choices", (_request, response) => response.end('{"choices":[]}')],
  ["no text", says(null)],
  ["an empty text", says("  \n")],
  ["an error", (_request, response) => response.writeHead(500).end("{}")],
  ["a redirect", (_request, response) => response.writeHead(302, { location: "http://127.0.0.1:1/" }).end()],
  ["too much", (_request, response) => response.end("x".repeat(300 * 1024))],
  [
    "half an answer",
    (_request, response) => response.writeHead(200, { "content-length": "99" }).write('{"cho') && response.destroy(),
  ],
])("that answers with %s leaves it without words", async (_title, behave) => {
  expect(await explain(await aModel(behave), judged)).toMatchObject({ kind: "unavailable" });
});

it("that lies about secrets or hides words is cleaned and cut", async () => {
  const ctx = await aModel(says(`The\u202E score\u0007 is 3. token=abcdef ${"long ".repeat(2_000)}`));
  const explanation = await explain(ctx, judged);
  if (explanation.kind !== "text") throw new Error("There should be words.");
  expect(explanation.text).toMatch(/^The score is 3\. token=\[removed\] long/);
  expect(explanation.text.length).toBeLessThanOrEqual(2_000);
});

it("that never answers is not waited for", async () => {
  const ctx = await aModel(() => {});
  expect(await explain(ctx, judged, 100)).toMatchObject({ kind: "unavailable" });
});

it.each(["pass", "a.", "a-", "eyJ-", "a+", "x1-"])("that repeats %s for 200 kB is read in no time", async (part) => {
  const ctx = await aModel(says(`The words ${part.repeat(200_000 / part.length)}`));
  const began = performance.now();
  expect(await explain(ctx, judged)).toMatchObject({ kind: "text", text: "The words …" });
  expect(performance.now() - began).toBeLessThan(2_000);
});
