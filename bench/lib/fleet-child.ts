// A fleet of simulated devices in a process of its own: it polls and updates until it is told to stop.
import { readFileSync } from "node:fs";
import { setPriority } from "node:os";
import type { DeviceIdentity } from "#lib/simulate/device.ts";
import { SimulatedFleet } from "#lib/simulate/fleet.ts";
import type { FleetOrder, FleetReport } from "../fleet.ts";

const CONCURRENCY = 256;
const REPORT_EVERY_MILLIS = 1_000;

// Real devices have processors of their own; on this machine the server goes before them.
const LOWEST_PRIORITY = 19;

process.once("message", (order: FleetOrder) => {
  setPriority(LOWEST_PRIORITY);
  const identities = JSON.parse(readFileSync(order.identitiesFile, "utf8")) as DeviceIdentity[];
  const fleet = new SimulatedFleet(identities, {
    url: order.url,
    seed: "bench",
    pollSeconds: order.pollSeconds,
    concurrency: CONCURRENCY,
    behavior: {
      updateSeconds: order.updateSeconds,
      failRate: 0,
      silentRate: 0,
      slowRate: 0,
      offlineRate: 0,
      failVersions: new Set(),
    },
  });
  const tell = (isOver: boolean) => {
    const report: FleetReport = { ...fleet.summarize(), perSecondNow: fleet.tally.currentRate(), isOver };
    process.send?.(report);
  };
  fleet.start();
  const timer = setInterval(() => tell(false), REPORT_EVERY_MILLIS);
  process.once("message", () => {
    clearInterval(timer);
    void fleet.stop().then(() => {
      tell(true);
      process.disconnect();
    });
  });
});
