import { Option, type Command } from "commander";
import { act, wholeNumber } from "#lib/cli/act.ts";
import { aCommand, connect, findConnection, toUrl, type Options } from "#lib/cli/connection.ts";
import { findDevice, findFleet, printDevice, printDevices, readEnrollmentToken } from "#lib/cli/devices.ts";
import { printJson, printLine } from "#lib/cli/print.ts";
import { Api } from "#lib/client/api.ts";
import type { DeviceView, NewDeviceView, NewEnrollmentTokenView } from "#lib/devices/view.ts";
import type { Page } from "#lib/kernel/page.ts";

type CreateOptions = Options & { fleet?: string; tag?: string[] };
type ListOptions = Options & { fleet?: string; tag?: string[]; query?: string; seen?: string; limit: number };
type EnrollOptions = { url?: string; profile?: string; enrollmentTokenFile?: string; tag?: string[]; json?: boolean };
type TokenOptions = Options & { fleet: string; expires?: string; useLimit?: number };

const DEVICE_HELP = "its name or id";

export function addDeviceCommand(program: Command): void {
  const device = program.command("device").alias("devices").description("register, list, show and retire devices");
  addReading(device);
  addMaking(device);

  aCommand(device, "rotate-token", "give a device a new token, which is shown this once; the old one ends")
    .argument("<device>", DEVICE_HELP)
    .action((name: string, options: Options) => act(() => rotateToken(name, options)));

  aCommand(device, "retire", "take a device out of service; its token ends and its history stays")
    .argument("<device>", DEVICE_HELP)
    .option("--reason <text>", "why; it is kept")
    .action((name: string, options: Options & { reason?: string }) => act(() => retire(name, options)));
}

function addReading(device: Command): void {
  aCommand(device, "list", "list devices")
    .option("--fleet <name>", "only those of a fleet")
    .option("--tag <tags...>", "only those with all of these tags")
    .option("--query <text>", "only those with this in their name")
    .addOption(new Option("--seen <when>", "only those").choices(["online", "offline"]))
    .option("--limit <count>", "how many to show", wholeNumber(1), 50)
    .action((options: ListOptions) => act(() => list(options)));

  aCommand(device, "show", "show a device: what it runs, how it is, and what it was told lately")
    .argument("<device>", DEVICE_HELP)
    .action((name: string, options: Options) => act(() => show(name, options)));
}

function addMaking(device: Command): void {
  aCommand(device, "create", "register a device and print its id and token; the token is shown this once")
    .argument("<name>", "what people call it")
    .option("--fleet <name>", "its fleet, which is made where there is none of that name")
    .option("--tag <tags...>", "its tags")
    .action((name: string, options: CreateOptions) => act(() => create(name, options)));

  aCommand(device, "enrollment-token", "make a token with which devices register themselves into a fleet")
    .argument("<name>", "what it is for")
    .requiredOption("--fleet <name>", "the fleet's name or id")
    .option("--expires <time>", "until when it works, for example 2027-01-31T00:00:00Z")
    .option("--use-limit <count>", "for how many devices", wholeNumber(1))
    .action((name: string, options: TokenOptions) => act(() => makeEnrollmentToken(name, options)));

  device
    .command("enroll")
    .description("register a device by an enrollment token, as it would itself; prints its id and token, this once")
    .argument("<name>", "what people call it")
    .addOption(new Option("--url <url>", "where Slipway is (env: SLIPWAY_URL)").argParser(toUrl))
    .option("--profile <name>", "whose address is meant (env: SLIPWAY_PROFILE)")
    .option("--enrollment-token-file <file>", "holds the enrollment token (env: SLIPWAY_ENROLLMENT_TOKEN, the token)")
    .option("--tag <tags...>", "its tags")
    .option("--json", "print JSON")
    .action((name: string, options: EnrollOptions) => act(() => enroll(name, options)));
}

async function create(name: string, options: CreateOptions): Promise<void> {
  const body = { name, fleet: options.fleet, tags: options.tag };
  tellNew(await connect(options).call<NewDeviceView>({ method: "POST", path: "/api/v1/devices", body }), options);
}

async function enroll(name: string, options: EnrollOptions): Promise<void> {
  const token = await readEnrollmentToken(options.enrollmentTokenFile);
  const { url } = findConnection(options);
  const path = "/api/v1/devices/enroll";
  // Whoever enrolls a device needs no API token: the enrollment token is all that they have.
  const made = await new Api(url, null).call<NewDeviceView>({
    method: "POST",
    path,
    body: { token, name, tags: options.tag },
  });
  tellNew(made, options);
}

function tellNew(made: NewDeviceView, { json }: { json?: boolean }): void {
  if (json) return printJson(made);
  printLine(`id     ${made.uuid}`);
  printLine(`token  ${made.token}`);
}

async function list(options: ListOptions): Promise<void> {
  const { fleet, tag, query, seen, limit } = options;
  const page = await connect(options).call<Page<DeviceView>>({
    method: "GET",
    path: "/api/v1/devices",
    query: { fleet, tag: tag?.join(","), q: query, seen, limit },
  });
  if (options.json) return printJson(page);
  printDevices(page.items);
  if (page.nextCursor !== null) printLine(`There are more; show them with --limit.`);
}

async function show(name: string, options: Options): Promise<void> {
  const found = await findDevice(connect(options), name);
  if (options.json) printJson(found);
  else printDevice(found);
}

async function makeEnrollmentToken(name: string, options: TokenOptions): Promise<void> {
  const api = connect(options);
  const { id } = await findFleet(api, options.fleet);
  const made = await api.call<NewEnrollmentTokenView>({
    method: "POST",
    path: `/api/v1/fleets/${id}/enrollment-tokens`,
    body: { name, expiresAt: options.expires, useLimit: options.useLimit },
  });
  if (options.json) printJson(made);
  else printLine(made.token);
}

async function rotateToken(name: string, options: Options): Promise<void> {
  const api = connect(options);
  const { id } = await findDevice(api, name);
  const path = `/api/v1/devices/${id}/rotate-token`;
  tellNew(await api.call<NewDeviceView>({ method: "POST", path, body: {} }), options);
}

async function retire(name: string, { reason, ...options }: Options & { reason?: string }): Promise<void> {
  const api = connect(options);
  const { id } = await findDevice(api, name);
  const path = `/api/v1/devices/${id}/retire`;
  const retired = await api.call<DeviceView>({ method: "POST", path, body: { reason } });
  if (options.json) printJson(retired);
  else printLine(`Retired ${retired.name}.`);
}
