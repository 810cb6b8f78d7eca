// How is a device's health checked after an update, and what does a probe's outcome mean?
import { z } from "zod";
import { secondsAfter } from "#lib/kernel/clock.ts";

const ENDPOINT_LENGTH_MAX = 2000;
const placeholderNames = ["device_ip", "device_id", "device_name", "image", "tag", "version"] as const;
type Placeholder = (typeof placeholderNames)[number];
export type PlaceholderValues = Record<Placeholder, string | null>;

const PLACEHOLDER = /\{([^{}]*)\}/g;

const timing = {
  by: z
    .enum(["device", "server"])
    .default("device")
    .describe("Who checks: the device itself, which a server cannot reach behind NAT, or this server"),
  timeoutSeconds: z.number().min(1).max(60).default(5).describe("Limit of one try"),
  intervalSeconds: z.number().min(1).max(3600).default(10).describe("Pause between two tries"),
  retries: z.int().min(0).max(100).default(3).describe("Tries after the first before the check has failed"),
  gracePeriodSeconds: z.number().min(0).max(86_400).default(10).describe("Pause between the update and the first try"),
};

const httpCheck = z.strictObject({
  type: z.literal("http"),
  endpoint: z
    .string()
    .max(ENDPOINT_LENGTH_MAX)
    .refine(hasKnownPlaceholders, unknownPlaceholder())
    .refine(isHttpAddress, "Write an http or https address, for example http://{device_ip}:80/health.")
    .describe("For example http://{device_ip}:80/health"),
  expectedStatusCode: z.int().min(100).max(599).default(200),
  expectedBody: z.string().min(1).max(1000).optional().describe("Text that the answer must contain"),
  ...timing,
});

const tcpCheck = z.strictObject({
  type: z.literal("tcp"),
  endpoint: z
    .string()
    .max(ENDPOINT_LENGTH_MAX)
    .refine(hasKnownPlaceholders, unknownPlaceholder())
    .refine((endpoint) => parseHostAndPort(sample(endpoint)) !== null, "Write host:port, for example {device_ip}:8080.")
    .describe("For example {device_ip}:8080"),
  ...timing,
});

const containerCheck = z.strictObject({
  type: z.literal("container"),
  container: z.string().min(1).max(200).optional().describe("Its name; left out: the one of the update"),
  expectedState: z.enum(["running", "healthy"]).default("running"),
  ...timing,
  by: z.literal("device", "Only the device can see its containers, so by must be device.").default("device"),
});

const selfCheck = z.strictObject({
  type: z.literal("self"),
  ...timing,
  by: z.literal("device", "Only the device can say how it is, so by must be device.").default("device"),
});

/** What makes an updated device healthy. */
export const healthCheckConfigInput = z.discriminatedUnion("type", [httpCheck, tcpCheck, containerCheck, selfCheck]);
export type HealthCheckConfig = z.output<typeof healthCheckConfigInput>;

/** A check that the server itself can make. */
export type ServerCheck = Extract<HealthCheckConfig, { type: "http" | "tcp" }>;

/** Returns the check that the server has to make for a rollout, or null where the device answers for itself. */
export function serverCheckOf(settings: {
  healthCheckEnabled: boolean;
  healthCheckConfig: HealthCheckConfig | null;
}): ServerCheck | null {
  const config = settings.healthCheckConfig;
  return settings.healthCheckEnabled && config?.by === "server" ? config : null;
}

export type ProbeOutcome = { kind: "passed" } | { kind: "failed"; reason: string };

export type ProbeVerdict =
  { kind: "healthy" } | { kind: "tryAgain"; probeAt: Date; reason: string } | { kind: "unhealthy"; reason: string };

/** Decides what a probe means. `attempts` counts the probes so far, this one included. */
export function judgeProbe(check: ServerCheck, outcome: ProbeOutcome, attempts: number, now: Date): ProbeVerdict {
  if (outcome.kind === "passed") return { kind: "healthy" };
  if (attempts > check.retries) {
    return { kind: "unhealthy", reason: `Health check failed ${attempts} times: ${outcome.reason}` };
  }
  return { kind: "tryAgain", probeAt: secondsAfter(now, check.intervalSeconds), reason: outcome.reason };
}

export function firstProbeAt(check: ServerCheck, now: Date): Date {
  return secondsAfter(now, check.gracePeriodSeconds);
}

/**
 * Puts values into an endpoint's placeholders. Null where one is not known, such as the address of a device that never
 * polled. Values cannot leave their place: an address is bracketed where needed, anything else is percent-encoded.
 */
export function fillPlaceholders(endpoint: string, values: PlaceholderValues): string | null {
  const named = placeholdersOf(endpoint);
  if (!named.every((name) => isPlaceholder(name) && values[name] !== null)) return null;
  return endpoint.replaceAll(PLACEHOLDER, (whole, name: string) => {
    const value = isPlaceholder(name) ? values[name] : null;
    if (value === null) return whole;
    return name === "device_ip" ? bracketed(value) : encodeURIComponent(value);
  });
}

function placeholdersOf(endpoint: string): string[] {
  return [...endpoint.matchAll(PLACEHOLDER)].map((match) => match[1] ?? "");
}

function bracketed(address: string): string {
  return address.includes(":") && !address.startsWith("[") ? `[${address}]` : address;
}

/** Reads host:port, with or without a leading tcp://. Null for anything else. */
export function parseHostAndPort(text: string): { host: string; port: number } | null {
  const match = /^(?:tcp:\/\/)?(\[[0-9a-fA-F:.]+\]|[^\s:/?#@[\]]+):(\d{1,5})$/.exec(text);
  const [, host = "", digits] = match ?? [];
  const port = Number(digits);
  return port >= 1 && port <= 65_535 ? { host, port } : null;
}

function isHttpAddress(endpoint: string): boolean {
  const filled = sample(endpoint);
  return /^https?:\/\//i.test(filled) && URL.canParse(filled);
}

/** Fills an endpoint as if for a device, to see whether it can become an address. */
function sample(endpoint: string): string {
  const values: PlaceholderValues = {
    device_ip: "192.0.2.1",
    device_id: "id",
    device_name: "name",
    image: "image",
    tag: "tag",
    version: "1.0.0",
  };
  return fillPlaceholders(endpoint, values) ?? endpoint;
}

function hasKnownPlaceholders(endpoint: string): boolean {
  return placeholdersOf(endpoint).every(isPlaceholder);
}

function isPlaceholder(name: string): name is Placeholder {
  return (placeholderNames as readonly string[]).includes(name);
}

function unknownPlaceholder(): string {
  return `The placeholders are ${placeholderNames.map((name) => `{${name}}`).join(", ")}.`;
}
