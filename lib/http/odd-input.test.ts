import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { createToken } from "#lib/access/create-token.ts";
import { operations } from "#lib/http/operations/all.ts";
import type { Operation } from "#lib/http/operation.ts";
import { createChannel } from "#lib/notifications/create-channel.ts";
import { createRule } from "#lib/notifications/create-rule.ts";
import { RollbackWorld } from "#lib/rollbacks/testing/rollback-world.ts";
import { describeOnPostgres } from "#lib/testing/database.ts";
import { call, useAsRuntime } from "#lib/testing/http.ts";

/** What nobody should send, and somebody will. */
const ODD: readonly unknown[] = [
  "",
  "\0",
  "a\0b",
  "\ud800",
  "’; DROP TABLE rollback_plans; --",
  "x".repeat(100_000),
  "9999-12-31T23:59:59+14:00",
  "0000-01-01T00:00:00Z",
  "Europe/Nowhere",
  "%%__\\",
  -1,
  0.5,
  1e308,
  Number.MAX_SAFE_INTEGER + 2,
  true,
  null,
  [],
  [null],
  Array.from({ length: 2_000 }, () => randomUUID()),
  {},
  { __proto__: null, constructor: 1 },
  randomUUID(),
];

const CURSORS = [
  "x",
  Buffer.from('["a"]').toString("base64url"),
  Buffer.from('["9999-99-99T99:99:99Z","x"]').toString("base64url"),
  Buffer.from(`["+275760-09-13T00:00:00Z","${randomUUID()}"]`).toString("base64url"),
  Buffer.from(`["a\\u0000b","${randomUUID()}"]`).toString("base64url"),
  Buffer.from(`["\\ud800","${randomUUID()}"]`).toString("base64url"),
  "999999999999999999999",
];

describeOnPostgres("Odd input to rollbacks and notifications", (getCtx) => {
  it("is refused or taken, and never a fault of ours", { timeout: 300_000 }, async () => {
    useAsRuntime(getCtx());
    const { token } = await createToken(getCtx(), { name: "odd", scopes: ["admin"] });
    const world = await RollbackWorld.with(getCtx());
    const plan = await world.plan();
    const settings = { url: "https://receiver.example.com/" };
    const channel = await createChannel(getCtx(), { name: "A receiver", kind: "webhook", settings });
    const rule = await createRule(getCtx(), { name: "A rule", channelId: channel.id });
    const ids: Record<string, string> = {
      planId: plan.id,
      channelId: channel.id,
      ruleId: rule.id,
      deliveryId: randomUUID(),
      incidentId: randomUUID(),
    };
    const bodies: Record<string, Record<string, unknown>> = {
      createRollbackPlan: { deploymentId: world.deployment.id, reason: "odd" },
      updateRollbackPlan: { revision: 1 },
      approveRollbackPlan: { contentDigest: plan.contentDigest },
      rejectRollbackPlan: { contentDigest: plan.contentDigest, reason: "odd" },
      executeRollbackPlan: { contentDigest: plan.contentDigest },
      updateIncident: { revision: 1 },
      createNotificationChannel: { name: "odd", kind: "webhook", settings },
      createNotificationRule: { name: "odd", channelId: channel.id },
    };
    const faults: string[] = [];
    const statuses: Record<number, number> = {};
    const ask = async (operation: Operation, over: Partial<Parameters<typeof call>[1]>, what: string) => {
      const response = await call(operation, { token, params: ids, ...over });
      const text = await response.text();
      statuses[response.status] = (statuses[response.status] ?? 0) + 1;
      if (response.status >= 500) faults.push(`${operation.id} ${what}: ${response.status} ${text.slice(0, 200)}`);
    };

    for (const operation of operations.filter(({ tag }) => tag === "Rollbacks" || tag === "Notifications")) {
      // A test of a channel calls out and waits.
      if (operation.id === "testNotificationChannel") continue;
      const names = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? "");
      for (const name of names) {
        for (const odd of ["\0", "x", "%00", "x".repeat(5_000), "\ud800"]) {
          await ask(
            operation,
            { params: { ...ids, [name]: odd }, body: bodyFor(operation, bodies) },
            `{${name}}=${odd.slice(0, 9)}`,
          );
        }
      }
      for (const field of fieldsOf(operation.query)) {
        for (const odd of [
          ...ODD.map((one) => (typeof one === "string" ? one.slice(0, 3_000) : JSON.stringify(one))),
          ...CURSORS,
        ]) {
          const query = `?${field}=${encodeURIComponent(odd.toWellFormed().slice(0, 3_000))}`;
          await ask(operation, { query }, `?${field}=${odd.slice(0, 20)}`);
        }
        await ask(operation, { query: `?${field}=%00&${field}=%ff%fe` }, `?${field} twice`);
      }
      if (operation.body === undefined) continue;
      for (const field of [...fieldsOf(operation.body), "unknown"]) {
        for (const odd of ODD) {
          const body = { ...bodies[operation.id], [field]: odd };
          await ask(operation, { body }, `${field}=${JSON.stringify(odd).slice(0, 40)}`);
        }
      }
      for (const body of ["", "{", "[]", "null", '"x"', `{"a":${"[".repeat(5_000)}${"]".repeat(5_000)}}`]) {
        await ask(operation, { body, headers: { "content-type": "application/json" } }, `body ${body.slice(0, 9)}`);
      }
    }
    expect(faults).toEqual([]);
    // They were asked in earnest, and not turned away at the door.
    expect(statuses[400]).toBeGreaterThan(1_000);
    expect([statuses[401], statuses[429]]).toEqual([undefined, undefined]);
  });
});

function bodyFor(operation: Operation, bodies: Record<string, Record<string, unknown>>): unknown {
  return operation.body === undefined ? undefined : (bodies[operation.id] ?? {});
}

/** The names of an object's fields; of a choice between objects, those of all. */
function fieldsOf(schema: unknown): string[] {
  const { shape, options } = (schema ?? {}) as { shape?: Record<string, unknown>; options?: unknown[] };
  if (shape !== undefined) return Object.keys(shape);
  return [...new Set((options ?? []).flatMap(fieldsOf))];
}
