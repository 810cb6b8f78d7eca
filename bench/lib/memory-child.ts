// Fills a gateway's memory with made-up devices and tells what each of them takes, in a process of its own.
import { randomBytes } from "node:crypto";
import { DeviceMemory } from "#lib/gateway/device-memory.ts";

const count = Number(process.argv[2]);
const collect = globalThis.gc;
if (!collect) throw new Error("Run it with --expose-gc.");

function held(): number {
  collect?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const memory = new DeviceMemory();
const before = held();
for (let index = 0; index < count; index++) {
  memory.learn(
    {
      id: randomBytes(16),
      ddiKey: randomBytes(16),
      tokenHash: randomBytes(32),
      targetTokenHash: randomBytes(32),
      hasOpenAction: index % 50 === 0,
      wantsAttributes: false,
      installedActionId: index,
      pollSeconds: null,
      appsJson: `{"app":{"image":"registry.example.com/acme/app","digest":null,"version":"1.${index % 300}.0"}}`,
    },
    memory.now,
  );
}
process.send?.((held() - before) / memory.table.size);
