import { randomUUID } from "node:crypto";
import { beforeAll, expect, it } from "vitest";
import { createToken } from "#lib/access/create-token.ts";
import type { Operation } from "#lib/http/operation.ts";
import { deploymentsOperations } from "#lib/http/operations/deployments.ts";
import { promotionOperations } from "#lib/http/operations/promotion.ts";
import { queueOperations } from "#lib/http/operations/queue.ts";
import { stageCallbacksOperations } from "#lib/http/operations/stage-callbacks.ts";
import { encodeCursor } from "#lib/kernel/page.ts";
import { describeWithDatabase } from "#lib/testing/database.ts";
import { DeploymentWorld } from "#lib/testing/deployment-world.ts";
import { call, useAsRuntime } from "#lib/testing/http.ts";

const operations: readonly Operation[] = [
  ...deploymentsOperations,
  ...promotionOperations,
  ...queueOperations,
  ...stageCallbacksOperations,
];

/** What no form sends. */
const HOSTILE: readonly unknown[] = [
  null,
  true,
  "",
  "\0",
  "\ud800",
  "x".repeat(5_000),
  "%00' OR 1=1 --",
  "__proto__",
  -1,
  2 ** 31,
  Number.MAX_SAFE_INTEGER,
  1e308,
  "0000-01-01T00:00:00Z",
  "9999-12-31T23:59:59-14:00",
  "2026-03-29T02:30",
  [],
  [{}],
  {},
  { ["__proto__"]: 1 },
  { reason: "because of a fire" },
  randomUUID(),
];

const CURSORS = [
  [Number.MAX_SAFE_INTEGER, 1],
  [1, Number.MAX_SAFE_INTEGER],
  [-(2 ** 40)],
  ["0000-01-01T00:00:00Z", 1],
  ["2026-01-01T00:00:00Z", 2 ** 40],
  ["\0", randomUUID()],
  ["x", randomUUID()],
  [null],
].map((values) => encodeCursor(values));

describeWithDatabase("Deployments over HTTP", (getCtx) => {
  let token = "";
  let good: Record<string, unknown> = {};
  beforeAll(async () => {
    const ctx = getCtx();
    useAsRuntime(ctx);
    token = (await createToken(ctx, { name: "attacker", scopes: ["admin"] })).token;
    const world = await DeploymentWorld.with(ctx);
    const template = await world.template([{ name: "moment", kind: "wait", config: { minutes: 1 } }]);
    const { id, queue } = await world.deploy(template);
    const product = world.rollouts.slug;
    good = {
      ...{ deploymentId: id, queueId: queue?.id, groupId: randomUUID(), scheduleId: randomUUID(), stage: "moment" },
      ...{ productId: product, dependsOnId: product, template, product, version: "2.0.0", priority: "high" },
      ...{ environment: world.environment, reason: "It cannot wait any longer.", range: "^1.0.0", status: "running" },
      ...{ items: [{ product, version: "2.0.0" }], scheduledAt: "2026-06-01T10:00:00Z", timeZone: "Europe/Berlin" },
      ...{ name: "Nightly", startsAt: "2026-01-01T00:00", recurrence: { kind: "cron", value: "30 2 * * *" } },
      ...{ from: "2026-01-05T00:00:00Z", to: "2026-01-06T00:00:00Z" },
    };
  });

  const namesOf = (schema: Operation["body"]) => Object.keys((schema as { shape?: object } | undefined)?.shape ?? {});

  async function send(operation: Operation, over: Record<string, unknown>): Promise<void> {
    const { path, body, query } = operation;
    const params: Record<string, string> = {};
    for (const [, name = ""] of path.matchAll(/\{(\w+)\}/g)) {
      const value = over[name] ?? good[name];
      params[name] = typeof value === "string" ? value : JSON.stringify(value);
    }
    const pick = (names: string[]) =>
      Object.fromEntries(
        names.flatMap((name) => (name in { ...good, ...over } ? [[name, { ...good, ...over }[name]]] : [])),
      );
    const asked = new URLSearchParams(
      Object.entries(query === undefined ? {} : over).map(([name, value]) => [name, String(value)]),
    );
    const response = await call(operation, {
      token,
      params,
      ...(body && { body: { ...pick(namesOf(body)), ...over } }),
      query: `?${asked.toString()}`,
    });
    expect.soft(response.status, `${operation.id} with ${JSON.stringify(over).slice(0, 200)}`).toBeLessThan(500);
  }

  it.each(operations.map((operation) => [operation.id, operation] as const))(
    "%s answers whatever comes, and never with a fault of ours",
    async (_id, operation) => {
      await send(operation, {});
      const params = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
      for (const name of [...params, ...namesOf(operation.body), ...namesOf(operation.query)]) {
        for (const value of name === "cursor" ? CURSORS : HOSTILE) await send(operation, { [name]: value });
        if (name !== "cursor" || operation.id !== "listDeployments") continue;
        for (const cursor of CURSORS) await send(operation, { cursor, sort: "number" });
      }
    },
  );
});
