import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, it } from "vitest";
import { loadConfig } from "#lib/kernel/config.ts";
import { closeServer, divide, listen } from "#lib/process/server.ts";

type Listening = Awaited<ReturnType<typeof listen>>;
let listening: Listening | undefined;

afterEach(async () => {
  if (listening) await closeServer(listening.server);
  listening = undefined;
});

/** Answers at once, and echoes how long a body was. */
async function serve(): Promise<number> {
  listening = await listen(loadConfig({ PORT: "0", HOST: "127.0.0.1" }));
  listening.serveWith((request, response) => {
    let bytes = 0;
    request.on("data", (chunk: Buffer) => (bytes += chunk.length));
    request.on("end", () => response.end(String(bytes)));
  });
  return listening.port;
}

function open(port: number, first: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.write(first);
      resolve(socket);
    });
    socket.on("error", () => undefined); // Being cut off is what is tested.
    socket.once("error", reject);
  });
}

it("serves honest callers beside 500 who never finish their headers, and cuts those off", async () => {
  const port = await serve();
  const slow = await Promise.all(
    Array.from({ length: 500 }, () => open(port, "GET / HTTP/1.1\r\nhost: a\r\nx-slow: ")),
  );
  let cut = 0;
  for (const socket of slow) socket.once("close", () => cut++);
  const drip = setInterval(() => {
    for (const socket of slow) if (!socket.destroyed) socket.write("a");
  }, 500);
  let slowest = 0;
  const until = performance.now() + 20_000;
  while (performance.now() < until && cut < slow.length) {
    const startedAt = performance.now();
    const answer = await fetch(`http://127.0.0.1:${port}/`);
    slowest = Math.max(slowest, performance.now() - startedAt);
    expect(await answer.text()).toBe("0");
    await sleep(50);
  }
  clearInterval(drip);
  expect(cut).toBe(slow.length);
  expect(slowest).toBeLessThan(2_000);
}, 60_000);

it("cuts off a body that hardly moves, and lets one that moves take its time", async () => {
  const port = await serve();
  const head = (length: number) => `POST / HTTP/1.1\r\nhost: a\r\ncontent-length: ${length}\r\n\r\n`;
  const stuck = await open(port, head(1_000_000));
  const steady = await open(port, head(60_000));
  let answer = "";
  steady.on("data", (chunk) => (answer += chunk.toString()));
  const drip = setInterval(() => {
    if (!stuck.destroyed) stuck.write("a");
    if (!steady.destroyed) steady.write("a".repeat(1_000));
  }, 250);
  const isCut = new Promise((resolve) => stuck.once("close", resolve));
  await Promise.race([isCut, sleep(20_000)]);
  expect(stuck.destroyed).toBe(true);
  while (!answer.includes("60000") && !steady.destroyed) await sleep(100);
  clearInterval(drip);
  expect(answer).toContain("200 OK");
  steady.destroy();
}, 60_000);

it.each([
  ["GET", "/api/v1/device/7f0d1e0a/state", "gateway"],
  ["PATCH", "/api/v1/device/7f0d1e0a/report", "gateway"],
  ["GET", "/DEFAULT/controller/v1/dev1?c=1", "gateway"],
  ["POST", "/rest/v1/targets", "gateway"],
  ["HEAD", "/", "gateway"],
  ["GET", "http://slipway.example:3000/DEFAULT/controller/v1/dev1", "gateway"],
  ["GET", "HTTP://slipway.example?x", "pages"],
  ["OPTIONS", "*", "pages"],
  ["GET", "/", "pages"],
  ["GET", "/api/v1/devices", "pages"],
  ["GET", "/api/v1/devices/1/controller/v1/2", "pages"],
  ["GET", "/controller", "pages"],
])("%s %s is for the %s", (method, url, whose) => {
  let heard = "";
  const listener = divide(
    () => (heard = "gateway"),
    () => (heard = "pages"),
  );
  listener({ method, url, headers: {} } as never, {} as never);
  expect(heard).toBe(whose);
});
