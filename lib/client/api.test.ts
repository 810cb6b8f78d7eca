import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, expect, it } from "vitest";
import { Api } from "#lib/client/api.ts";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Answers each call with the next status, the last one again and again; counts the calls. */
async function answering(...statuses: number[]) {
  const seen = { calls: 0 };
  const url = await listen((_request, response) => {
    const status = statuses[Math.min(seen.calls, statuses.length - 1)] ?? 200;
    seen.calls++;
    response.writeHead(status, { "content-type": "application/json" }).end("{}");
  });
  return { url, seen };
}

it("sends the token, the query and the body, and reads the answer", async () => {
  const url = await listen((request, response) => {
    void text(request).then((body) => {
      const { method, url: address, headers } = request;
      response.end(JSON.stringify({ method, address, authorization: headers.authorization, body }));
    });
  });
  const answer = await new Api(`${url}/`, "slp_x").call({
    method: "POST",
    path: "/api/v1/things",
    query: { limit: 5, cursor: undefined },
    body: { name: "ä" },
  });
  expect(answer).toEqual({
    method: "POST",
    address: "/api/v1/things?limit=5",
    authorization: "Bearer slp_x",
    body: '{"name":"ä"}',
  });
});

it("says a refusal as one sentence after the other", async () => {
  const problem = {
    title: "Wrong state",
    detail: "The rollout is completed.",
    code: "WRONG_STATE",
    errors: [{ path: "reason", message: "Too long." }],
    allowedStates: ["running", "paused"],
  };
  const url = await listen((_request, response) => {
    response.writeHead(409, { "content-type": "application/problem+json" }).end(JSON.stringify(problem));
  });
  const call = new Api(url, null).call({ method: "GET", path: "/" });
  await expect(call).rejects.toMatchObject({
    status: 409,
    code: "WRONG_STATE",
    message: "The rollout is completed. reason: Too long. Possible when it is running or paused.",
  });
});

it("makes a sentence of answers that are no problem details", async () => {
  const url = await listen((_request, response) => {
    response.writeHead(502, { "content-type": "text/html" }).end("<h1>Bad gateway</h1>");
  });
  await expect(new Api(url, null).call({ method: "GET", path: "/" })).rejects.toThrow("The server answered 502.");
  await expect(new Api("http://127.0.0.1:1", null).call({ method: "GET", path: "/" })).rejects.toThrow(
    "http://127.0.0.1:1 cannot be reached: nothing listens there.",
  );
});

it.each([
  ["a read", { method: "GET" }, [503, 200], 2],
  ["a write that is done once", { method: "POST", headers: { "idempotency-key": "k" } }, [503, 200], 2],
  ["a write that the limit turned away", { method: "POST" }, [429, 200], 2],
] as const)("tries %s again", async (_name, call, statuses, calls) => {
  const { url, seen } = await answering(...statuses);
  await new Api(url, null, { triesMax: 3 }).call({ ...call, path: "/" });
  expect(seen.calls).toBe(calls);
});

it.each([
  ["a write that may have been done", { method: "POST" }, 503, 3],
  ["what is refused", { method: "GET" }, 403, 3],
  ["anything when it was not asked to", { method: "GET" }, 503, 1],
] as const)("does not try %s again", async (_name, call, status, triesMax) => {
  const { url, seen } = await answering(status);
  await expect(new Api(url, null, { triesMax }).call({ ...call, path: "/" })).rejects.toMatchObject({ status });
  expect(seen.calls).toBe(1);
});
