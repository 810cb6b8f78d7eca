import { readFile } from "node:fs/promises";
import { UsageError } from "#lib/cli/exit-codes.ts";
import { printLine, printTable, shortTime } from "#lib/cli/print.ts";
import { ApiError, reasonOf, type Api } from "#lib/client/api.ts";
import type { DeviceAppView, DeviceDetailView, DeviceView, FleetView } from "#lib/devices/view.ts";
import type { Page } from "#lib/kernel/page.ts";
import { isUuid } from "#lib/kernel/uuid.ts";

const DEVICES = "/api/v1/devices";

/** Finds a device by its id or its exact name. Names may stand for several, and then nobody is guessed. */
export async function findDevice(api: Api, name: string): Promise<DeviceDetailView> {
  const id = isUuid(name) ? name : await findId(api, name);
  return api.call({ method: "GET", path: `${DEVICES}/${id}` });
}

async function findId(api: Api, name: string): Promise<string> {
  const query = { q: name, limit: 500 };
  const { items } = await api.call<Page<DeviceView>>({ method: "GET", path: DEVICES, query });
  const [found, ...others] = items.filter((device) => device.name === name);
  if (!found) throw new ApiError(`There is no device called ${name}.`, 404, "NOT_FOUND");
  if (others.length === 0) return found.id;
  const ids = [found, ...others].map(({ id }) => id).join(", ");
  throw new UsageError(`${others.length + 1} devices are called ${name}. Name the id: ${ids}.`);
}

/** Finds a fleet by its id or its exact name. */
export async function findFleet(api: Api, name: string): Promise<FleetView> {
  if (isUuid(name)) return api.call({ method: "GET", path: `/api/v1/fleets/${name}` });
  let cursor: string | undefined;
  do {
    const page: Page<FleetView> = await api.call({
      method: "GET",
      path: "/api/v1/fleets",
      query: { limit: 500, cursor },
    });
    const found = page.items.find((fleet) => fleet.name === name);
    if (found) return found;
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  throw new ApiError(`There is no fleet called ${name}.`, 404, "NOT_FOUND");
}

/** Reads the enrollment token from its file, else from the environment: never from the command line. */
export async function readEnrollmentToken(file: string | undefined): Promise<string> {
  const token = file === undefined ? process.env.SLIPWAY_ENROLLMENT_TOKEN : await readNamed(file);
  if (token?.trim()) return token.trim();
  throw new UsageError("An enrollment token is needed: --enrollment-token-file, or SLIPWAY_ENROLLMENT_TOKEN.");
}

async function readNamed(file: string): Promise<string> {
  return readFile(file, "utf8").catch((error: unknown) => {
    throw new UsageError(`${file} cannot be read: ${reasonOf(error)}.`);
  });
}

export function printDevices(devices: readonly DeviceView[]): void {
  printTable(
    devices,
    [
      { title: "ID", value: (row) => row.id },
      { title: "NAME", value: (row) => row.name },
      { title: "FLEET", value: (row) => row.fleet?.name ?? null },
      { title: "TAGS", value: (row) => row.tags.join(",") },
      { title: "RUNS", value: (row) => row.apps.map(describeApp).join(", ") },
      { title: "SEEN", value: (row) => (row.online ? "online" : shortTime(row.lastSeenAt)) },
    ],
    "No device matches. Register one with `slipway device create <name>`.",
  );
}

export function printDevice(device: DeviceDetailView): void {
  const { health, fleet, tags, apps, channel } = device;
  const seen = device.online ? "online" : `offline, last seen ${shortTime(device.lastSeenAt) ?? "never"}`;
  printLine(`${device.name}${device.retiredAt === null ? "" : `, retired ${shortTime(device.retiredAt)}`}`);
  printLine(`  seen     ${seen}`);
  printLine(`  fleet    ${fleet?.name ?? "–"}`);
  printLine(`  tags     ${tags.join(", ") || "–"}`);
  printLine(`  runs     ${apps.map(describeApp).join(", ") || "nothing that it told of"}`);
  printLine(`  channel  ${channel ?? "as its fleet"}`);
  if (health.lastCheck) printLine(`  health   ${describeCheck(health.lastCheck)}`);
  printLine(`  id       ${device.id}`);
  printTable(
    device.recentActions,
    [
      { title: "ACTION", value: (row) => row.id },
      { title: "KIND", value: (row) => row.kind },
      { title: "ROLLOUT", value: (row) => (row.rolloutNumber === null ? null : `#${row.rolloutNumber}`) },
      { title: "VERSION", value: (row) => row.version },
      { title: "STATUS", value: (row) => row.status },
      { title: "OFFERED", value: (row) => shortTime(row.offeredAt) },
      { title: "MESSAGE", value: (row) => row.message },
    ],
    "It was told to do nothing so far.",
  );
}

function describeApp({ app, version }: DeviceAppView): string {
  return `${app} ${version ?? "?"}`;
}

function describeCheck({ hasPassed, at, reason }: { hasPassed: boolean; at: string; reason: string | null }): string {
  return `${hasPassed ? "well" : "not well"} at ${shortTime(at)}${reason === null ? "" : `: ${reason}`}`;
}
