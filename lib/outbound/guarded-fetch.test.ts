import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { guardedConnect } from "#lib/outbound/guarded-connect.ts";
import { guardedFetch } from "#lib/outbound/guarded-fetch.ts";

const closed = { outboundAllow: [] };
const loopbackAllowed = { outboundAllow: ["127.0.0.0/8"] };
const servers: Server[] = [];

afterEach(async () => {
  await Promise.all(
    servers.splice(0).map((server) => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    }),
  );
});

async function serve(listener: RequestListener): Promise<number> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

const SPELLINGS = [
  "127.0.0.1",
  "127.0.0.1.",
  "127.1",
  "0x7f.1",
  "0x7f000001",
  "2130706433",
  "017700000001",
  "0177.0.0.1",
  "①②⑦.⓪.⓪.①",
  "127。0。0。1",
  "localhost",
  "LOCALHOST",
  "localhost.",
  "[::ffff:127.0.0.1]",
  "[::ffff:7f00:1]",
  "[::1]",
  "[0:0:0:0:0:0:0:1]",
  "0.0.0.0",
  "0",
];

describe("a server on loopback is out of reach under every spelling", () => {
  test.each(SPELLINGS)("%s", async (host) => {
    let calls = 0;
    const port = await serve((_, response) => {
      calls++;
      response.end();
    });
    const fetched = await guardedFetch(closed, { url: `http://${host}:${port}/`, timeoutMillis: 2000 });
    const connected = await guardedConnect(closed, { host, port, timeoutMillis: 2000 });
    // "localhost." may have no address at all; every other spelling is refused by its range.
    expect(["refused", "unreachable"]).toContain(fetched.kind);
    if (host !== "localhost.") expect([fetched.kind, connected.kind]).toEqual(["refused", "refused"]);
    expect(calls).toBe(0);
  });
});

describe("reach", () => {
  test("an allowed range and a named host are reached", async () => {
    const port = await serve((_, response) => response.end("hello"));
    const url = `http://127.0.0.1:${port}/`;
    expect(await guardedFetch(loopbackAllowed, { url })).toMatchObject({ kind: "answer", status: 200 });
    expect(await guardedFetch(closed, { url, reach: "named" })).toMatchObject({ kind: "answer", status: 200 });
    // The pool of the named call must not serve this one.
    expect(await guardedFetch(closed, { url })).toMatchObject({ kind: "refused" });
    expect(await guardedConnect(loopbackAllowed, { host: "127.0.0.1", port })).toMatchObject({ kind: "connected" });
    expect(await guardedConnect(closed, { host: "localhost", port, reach: "named" })).toMatchObject({
      kind: "connected",
    });
  });

  test.each(["ftp://127.0.0.1/", "file:///etc/passwd", "http://", "nonsense", "http://user:pass@example.com/"])(
    "%s is refused",
    async (url) => expect((await guardedFetch(closed, { url })).kind).toBe("refused"),
  );

  test.each(["a/b", "user@127.0.0.1", "127.0.0.1:80", ""])("a probe of the host '%s' is refused", async (host) => {
    expect((await guardedConnect(closed, { host, port: 1 })).kind).toBe("refused");
  });
});

describe("redirects", () => {
  test("a redirect to another private host is judged again", async () => {
    let secondCalls = 0;
    const second = await serve((_, response) => {
      secondCalls++;
      response.end();
    });
    const first = await serve((_, response) =>
      response.writeHead(302, { location: `http://127.0.0.1:${second}/` }).end(),
    );
    const outcome = await guardedFetch(closed, { url: `http://127.0.0.1:${first}/`, reach: "named" });
    expect(outcome.kind).toBe("refused");
    expect(secondCalls).toBe(0);
  });

  test("credentials do not follow to another host", async () => {
    const seen: (string | undefined)[] = [];
    const second = await serve((request, response) => {
      seen.push(request.headers.authorization);
      response.end("there");
    });
    const first = await serve((request, response) => {
      seen.push(request.headers.authorization);
      response.writeHead(307, { location: `http://127.0.0.1:${second}/x` }).end();
    });
    const outcome = await guardedFetch(loopbackAllowed, {
      url: `http://127.0.0.1:${first}/`,
      headers: { Authorization: "Bearer secret" },
    });
    expect(outcome).toMatchObject({ kind: "answer", status: 200 });
    expect(seen).toEqual(["Bearer secret", undefined]);
  });

  test("three redirects are followed, a fourth is not", async () => {
    const port = await serve((request, response) => {
      const left = Number(request.url?.slice(1));
      if (left === 0) response.end("arrived");
      else response.writeHead(302, { location: `/${left - 1}` }).end();
    });
    expect(await guardedFetch(loopbackAllowed, { url: `http://127.0.0.1:${port}/3` })).toMatchObject({
      kind: "answer",
    });
    expect(await guardedFetch(loopbackAllowed, { url: `http://127.0.0.1:${port}/4` })).toMatchObject({
      kind: "refused",
    });
  });
});

describe("bodies", () => {
  const METHODS = ["POST", "PUT", "PATCH", "DELETE"] as const;

  interface Seen {
    method: string | undefined;
    body: string;
    type: string | undefined;
    key: string | undefined;
  }

  /** Notes what it gets and answers as it is told. */
  async function listen(answer: (response: Parameters<RequestListener>[1]) => void) {
    const seen: Seen[] = [];
    const port = await serve((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => {
        const { "content-type": type, "x-key": key } = request.headers;
        seen.push({ method: request.method, body, type, key: key as string | undefined });
        answer(response);
      });
    });
    return { seen, port, url: `http://127.0.0.1:${port}/` };
  }

  const sent = { headers: { "content-type": "application/json", "x-key": "secret" }, body: '{"a":"ü"}' };

  test.each(METHODS)("%s carries its body", async (method) => {
    const { seen, url } = await listen((response) => response.writeHead(201).end("made"));
    const outcome = await guardedFetch(loopbackAllowed, { url, method, ...sent });
    expect(outcome).toMatchObject({ kind: "answer", status: 201 });
    expect(seen).toEqual([{ method, body: sent.body, type: "application/json", key: "secret" }]);
  });

  test("a deed has a connection of its own, and so has a question where that is wished for", async () => {
    const ports = new Set<number | undefined>();
    const port = await serve((request, response) => {
      ports.add(request.socket.remotePort);
      response.end();
    });
    const url = `http://127.0.0.1:${port}/`;
    for (let call = 0; call < 3; call++) await guardedFetch(loopbackAllowed, { url, method: "POST", ...sent });
    expect(ports.size).toBe(3);
    for (let call = 0; call < 3; call++) await guardedFetch(loopbackAllowed, { url, freshConnection: true });
    expect(ports.size).toBe(6);
    for (let call = 0; call < 3; call++) await guardedFetch(loopbackAllowed, { url });
    expect(ports.size).toBeLessThan(9);
  });

  test("a body for a closed address never leaves", async () => {
    const { seen, url } = await listen((response) => response.end());
    expect((await guardedFetch(closed, { url, method: "POST", ...sent })).kind).toBe("refused");
    expect(seen).toEqual([]);
  });

  test.each([307, 308])("a %i to another host is not followed with a body", async (status) => {
    const other = await listen((response) => response.end());
    const first = await listen((response) => response.writeHead(status, { location: other.url }).end());
    const outcome = await guardedFetch(loopbackAllowed, { url: first.url, method: "POST", ...sent });
    expect(outcome).toEqual({ kind: "refused", reason: "A redirect of a POST to another host is not followed." });
    expect([first.seen.length, other.seen.length]).toEqual([1, 0]);
  });

  test("a deletion is not led to another host either", async () => {
    const other = await listen((response) => response.end());
    const first = await listen((response) => response.writeHead(302, { location: other.url }).end());
    expect((await guardedFetch(loopbackAllowed, { url: first.url, method: "DELETE" })).kind).toBe("refused");
    expect(other.seen).toEqual([]);
  });

  test.each([301, 302, 303])("a %i after a POST is asked for with GET, without body and secrets", async (status) => {
    const other = await listen((response) => response.end("there"));
    const first = await listen((response) => response.writeHead(status, { location: other.url }).end());
    const outcome = await guardedFetch(loopbackAllowed, { url: first.url, method: "POST", ...sent });
    expect(outcome).toMatchObject({ kind: "answer", status: 200 });
    expect(other.seen).toEqual([{ method: "GET", body: "", type: undefined, key: undefined }]);
  });

  test("a 308 on the same host brings method, body and headers along", async () => {
    let calls = 0;
    const { seen, url } = await listen((response) =>
      calls++ === 0 ? response.writeHead(308, { location: "/there" }).end() : response.end("ok"),
    );
    expect((await guardedFetch(loopbackAllowed, { url, method: "PUT", ...sent })).kind).toBe("answer");
    expect(seen[1]).toEqual({ method: "PUT", body: sent.body, type: "application/json", key: "secret" });
  });

  test("of a large or a compressed answer the status counts where its beginning is enough", async () => {
    const port = await serve((request, response) => {
      if (request.url === "/packed") response.writeHead(202, { "content-encoding": "gzip" }).end("x");
      else response.writeHead(201).end("y".repeat(200_000));
    });
    const ask = (path: string, wantedBody: "whole" | "beginning") =>
      guardedFetch(loopbackAllowed, { url: `http://127.0.0.1:${port}${path}`, responseBytesMax: 1_000, wantedBody });
    expect(await ask("/large", "beginning")).toMatchObject({ kind: "answer", status: 201 });
    expect(await ask("/packed", "beginning")).toMatchObject({ kind: "answer", status: 202, body: Buffer.alloc(0) });
    expect(await ask("/large", "whole")).toMatchObject({ kind: "tooLarge" });
    expect(await ask("/packed", "whole")).toMatchObject({ kind: "unreachable" });
  });

  test("a redirect is an answer where that is wished for", async () => {
    const { seen, url } = await listen((response) => response.writeHead(302, { location: "/there" }).end());
    const outcome = await guardedFetch(loopbackAllowed, { url, method: "POST", ...sent, redirect: "answer" });
    expect(outcome).toMatchObject({ kind: "answer", status: 302 });
    expect(seen).toHaveLength(1);
  });
});

describe("bounds", () => {
  test("a signal breaks a call off, also one that was given before", async () => {
    const port = await serve(() => undefined);
    const url = `http://127.0.0.1:${port}/`;
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 50);
    const started = performance.now();
    const outcome = await guardedFetch(loopbackAllowed, { url, signal: controller.signal });
    expect(outcome).toEqual({ kind: "unreachable", reason: "The call was broken off." });
    expect(performance.now() - started).toBeLessThan(2000);
    expect(await guardedFetch(loopbackAllowed, { url, signal: controller.signal })).toEqual(outcome);
  });

  test("an answer over the limit is cut off", async () => {
    const port = await serve((_, response) => response.end(Buffer.alloc(10_000)));
    const url = `http://127.0.0.1:${port}/`;
    expect((await guardedFetch(loopbackAllowed, { url, responseBytesMax: 9_999 })).kind).toBe("tooLarge");
    expect((await guardedFetch(loopbackAllowed, { url, responseBytesMax: 10_000 })).kind).toBe("answer");
  });

  test("a server that never answers ends with the time limit", async () => {
    const port = await serve(() => undefined);
    const outcome = await guardedFetch(loopbackAllowed, { url: `http://127.0.0.1:${port}/`, timeoutMillis: 200 });
    expect(outcome).toEqual({ kind: "unreachable", reason: "No answer within 0.2 seconds." });
  });

  test("a body that drips ends with the same limit", async () => {
    const port = await serve((_, response) => {
      const drip = setInterval(() => response.write("."), 50);
      response.on("close", () => clearInterval(drip));
    });
    const outcome = await guardedFetch(loopbackAllowed, { url: `http://127.0.0.1:${port}/`, timeoutMillis: 300 });
    expect(outcome.kind).toBe("unreachable");
  });

  test("a compressed answer that nobody asked for is not unpacked", async () => {
    const port = await serve((request, response) => {
      expect(request.headers["accept-encoding"]).toBe("identity");
      response.writeHead(200, { "content-encoding": "gzip" }).end(Buffer.alloc(20));
    });
    const outcome = await guardedFetch(loopbackAllowed, { url: `http://127.0.0.1:${port}/` });
    expect(outcome.kind).toBe("unreachable");
  });

  test("nobody listening is said in words", async () => {
    const port = await serve(() => undefined);
    servers.pop()?.close();
    const outcome = await guardedFetch(loopbackAllowed, { url: `http://127.0.0.1:${port}/` });
    expect(outcome).toEqual({ kind: "unreachable", reason: "The connection was refused." });
  });

  test("a purge is sent as such, and led nowhere else by a redirect", async () => {
    const seen: string[] = [];
    const port = await serve((request, response) => {
      seen.push(`${request.method} ${request.headers.host} ${request.url}`);
      response.writeHead(302, { location: "/elsewhere" }).end();
    });
    const wanted = { url: `http://127.0.0.1:${port}/files/a`, method: "PURGE" as const, redirectsMax: 0 };
    const outcome = await guardedFetch(loopbackAllowed, { ...wanted, headers: { host: "cdn.example.com" } });
    expect(outcome).toEqual({ kind: "refused", reason: "More than 0 redirects." });
    expect(seen).toEqual(["PURGE cdn.example.com /files/a"]);
  });
});
