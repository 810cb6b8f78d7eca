import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import { DeviceMemory } from "#lib/gateway/device-memory.ts";
import type { DeviceFacts } from "#lib/gateway/device-table.ts";
import { toUuidBytes } from "#lib/gateway/uuid-bytes.ts";
import { deviceFacts } from "#lib/testing/device-facts.ts";

const deviceId = randomUUID();
const id = toUuidBytes(deviceId);

const facts = (more: Partial<DeviceFacts> = {}) => deviceFacts(id, more);

describe("DeviceMemory", () => {
  let memory: DeviceMemory;
  const isQuiet = () => {
    const slot = memory.table.find(id);
    return slot >= 0 && memory.table.isQuiet(slot);
  };

  beforeEach(() => {
    memory = new DeviceMemory();
  });

  it("keeps what it is told until there are news of the device", () => {
    memory.learn(facts(), memory.now);
    expect(isQuiet()).toBe(true);
    memory.hear([randomUUID()]);
    expect(isQuiet()).toBe(true);
    memory.hear([deviceId]);
    expect(isQuiet()).toBe(false);
    memory.learn(facts(), memory.now);
    expect(isQuiet()).toBe(true);
  });

  it("does not keep an answer that news have overtaken, also of a device met for the first time", () => {
    const askedAt = memory.now;
    memory.hear([deviceId]);
    expect(memory.learn(facts(), askedAt)).toBe(false);
    expect(isQuiet()).toBe(false);
  });

  it("hears that an action has ended only from an answer newer than the news of it", () => {
    memory.learn(facts({ hasOpenAction: true }), memory.now);
    expect(isQuiet()).toBe(false);
    const askedAt = memory.now;
    memory.learnQuiet(id, askedAt);
    expect(isQuiet()).toBe(true);
    memory.hear([deviceId]);
    memory.learnQuiet(id, askedAt);
    expect(isQuiet()).toBe(false);
  });

  it("does not let a late answer bring a deleted device back", () => {
    memory.learn(facts(), memory.now);
    const early = memory.now;
    memory.hear([deviceId]);
    memory.learnGone(id, memory.now);
    expect(memory.learn(facts(), early)).toBe(false);
    expect(memory.table.size).toBe(0);
  });

  it("knows nothing after it was told to forget, and takes no answer from before", () => {
    memory.learn(facts(), memory.now);
    const early = memory.now;
    memory.forgetAll();
    expect(memory.learn(facts(), early)).toBe(false);
    expect(isQuiet()).toBe(false);
    expect(memory.learn(facts(), memory.now)).toBe(true);
  });
});
