import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DeviceTable, type DeviceFacts } from "#lib/gateway/device-table.ts";
import { TextPool } from "#lib/gateway/text-pool.ts";
import { toUuidBytes, writeUuid } from "#lib/gateway/uuid-bytes.ts";
import { deviceFacts } from "#lib/testing/device-facts.ts";

/** Keys that differ in few bytes meet in the same places, which is where probing goes wrong. */
const key = (number: number) =>
  new Uint8Array(16)
    .fill(number % 3, 0, 8)
    .fill(number, 8, 12)
    .fill(7, 12);
const hash = (number: number) => new Uint8Array(32).fill(number);

const facts = (device: number, more: Partial<DeviceFacts> = {}) =>
  deviceFacts(key(device), { tokenHash: hash(device), ...more });

const device = fc.integer({ min: 1, max: 200 });
const optional = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.option(arbitrary, { nil: null });
const command = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("put" as const),
      device,
      ddiKey: optional(fc.integer({ min: 201, max: 255 })),
      token: fc.integer({ min: 1, max: 255 }),
      targetToken: optional(fc.integer({ min: 1, max: 255 })),
      hasOpenAction: fc.boolean(),
      wantsAttributes: fc.boolean(),
      installedActionId: optional(fc.integer({ min: 1, max: 2 ** 31 - 1 })),
      pollSeconds: optional(fc.integer({ min: 1, max: 86_400 })),
      appsJson: fc.constantFrom("{}", '{"a":1}', '{"b":2}'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("remove" as const), device }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("forget" as const), device }) },
);

type Remembered = DeviceFacts & { isKnown: boolean };
type Command = typeof command extends fc.Arbitrary<infer Value> ? Value : never;
type Put = Extract<Command, { kind: "put" }>;

function put(table: DeviceTable, model: Map<number, Remembered>, number: number, step: Put): void {
  const { hasOpenAction, wantsAttributes, installedActionId, pollSeconds, appsJson } = step;
  const next = facts(number, {
    ...{ hasOpenAction, wantsAttributes, installedActionId, pollSeconds, appsJson },
    ddiKey: step.ddiKey === null ? null : key(step.ddiKey),
    tokenHash: hash(step.token),
    targetTokenHash: step.targetToken === null ? null : hash(step.targetToken),
  });
  for (const [id, other] of model) {
    const hasSameKey = next.ddiKey !== null && other.ddiKey?.join() === next.ddiKey.join();
    if (id !== number && hasSameKey) Object.assign(other, { ddiKey: null, isKnown: false });
  }
  table.put(next);
  model.set(number, { ...next, isKnown: true });
}

function forgetOrRemove(
  table: DeviceTable,
  model: Map<number, Remembered>,
  step: { kind: "forget" | "remove"; device: number },
): void {
  const slot = table.find(key(step.device));
  const known = model.get(step.device);
  expect(slot >= 0).toBe(known !== undefined);
  if (!known) return;
  table[step.kind](slot);
  if (step.kind === "remove") model.delete(step.device);
  else known.isKnown = false;
}

function compare(table: DeviceTable, number: number, known: Remembered | undefined): void {
  const slot = table.find(key(number));
  expect(slot >= 0).toBe(known !== undefined);
  if (!known) return;
  expect(table.isKnown(slot)).toBe(known.isKnown);
  expect(table.isQuiet(slot)).toBe(known.isKnown && !known.hasOpenAction);
  if (known.ddiKey) expect(table.findByDdiKey(known.ddiKey)).toBe(slot);
  if (!known.isKnown) return;
  expect(table.wantsAttributes(slot)).toBe(known.wantsAttributes);
  expect(table.installedActionId(slot)).toBe(known.installedActionId);
  expect(table.pollSeconds(slot)).toBe(known.pollSeconds);
  expect(table.appsJson(slot)).toBe(known.appsJson);
  expect(table.hasToken(slot, known.tokenHash)).toBe(true);
  expect(table.hasToken(slot, hash(0))).toBe(false);
  expect(table.hasTargetToken(slot, known.targetTokenHash ?? hash(0))).toBe(known.targetTokenHash !== null);
}

describe("DeviceTable", () => {
  test("remembers what a plain map remembers", () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 400 }), (commands) => {
        const table = new DeviceTable();
        const model = new Map<number, Remembered>();
        for (const step of commands) {
          if (step.kind === "put") put(table, model, step.device, step);
          else forgetOrRemove(table, model, step);
        }
        expect(table.size).toBe(model.size);
        for (let number = 1; number <= 200; number++) compare(table, number, model.get(number));
        const ddiKeys = [...model.values()].flatMap((known) => known.ddiKey?.join() ?? []);
        for (let number = 201; number <= 255; number++) {
          expect(table.findByDdiKey(key(number)) >= 0).toBe(ddiKeys.includes(key(number).join()));
        }
      }),
      { numRuns: 200 },
    );
  });

  test("takes at most 500 bytes for each device, however it has grown", () => {
    const table = new DeviceTable();
    for (let number = 0; number < 66_000; number++) table.put(facts(1, { id: toUuidBytes(randomUUID()) }));
    expect(table.byteLength / table.size).toBeLessThan(500);
  });

  test("counts calls by the minute", () => {
    const table = new DeviceTable();
    const slot = table.put(facts(1));
    expect([table.count(slot, 7), table.count(slot, 7), table.count(slot, 8), table.count(slot, 70_000)]).toEqual([
      1, 2, 1, 1,
    ]);
  });

  test("notes a sighting when a while has passed or the address is another", () => {
    const table = new DeviceTable();
    const slot = table.put(facts(1));
    expect([100, 110, 116].map((second) => table.see(slot, second, 5, 15))).toEqual([true, false, true]);
    expect(table.see(slot, 117, 6, 15)).toBe(true);
  });
});

test("a full pool keeps no more, and has room again when somebody lets go", () => {
  const pool = new TextPool(8);
  const first = pool.hold("abcde");
  expect(pool.hold("abcde")).toBe(first);
  expect(pool.hold("fghij")).toBe(-1);
  pool.release(first);
  expect(pool.read(first)).toBe("abcde");
  pool.release(first);
  expect(pool.read(pool.hold("fghij"))).toBe("fghij");
});

test("a UUID is read in either case, and nothing else is", () => {
  const id = randomUUID();
  const bytes = new Uint8Array(16);
  expect(writeUuid(id.toUpperCase(), bytes)).toBe(true);
  expect(Buffer.from(bytes).toString("hex")).toBe(id.replaceAll("-", ""));
  for (const text of ["", "x".repeat(36), id.slice(1), `${id} `, id.replace("-", "0"), id.replace(/.$/, "é")]) {
    expect(writeUuid(text, bytes)).toBe(false);
  }
});
