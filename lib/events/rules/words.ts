// What do the data of an event say, in words?
import type { Data } from "#lib/events/rules/telling.ts";
import { countOf, formatPercent, shortDigest } from "#lib/kernel/format.ts";

const NAMELESS = "without a name";

export function distributionOf(data: Data): string {
  const words = [wordOf(data.product), wordOf(data.version)].filter(Boolean).join(" ");
  return `Distribution of ${words || "a version"}${data.channel ? ` on ${wordOf(data.channel) ?? ""}` : ""}`;
}

export function shareOf(percent: unknown): string {
  return typeof percent === "number" ? `, for ${formatPercent(percent / 100)}` : "";
}

export function deltaOf(data: Data): string {
  const step = [wordOf(data.fromVersion), wordOf(data.toVersion)].filter(Boolean).join(" to ");
  return `Delta of ${wordOf(data.product) ?? "a product"}${step ? ` from ${step}` : ""}`;
}

export function reasonOf(data: Data): string | undefined {
  return wordOf(data.reason);
}

export function gateOrReasonOf(data: Data): string | undefined {
  const { failureRate, maxFailureRate } = data;
  if (reasonOf(data)) return reasonOf(data);
  if (typeof failureRate !== "number") return undefined;
  const limit = typeof maxFailureRate === "number" ? ` over the limit of ${formatPercent(maxFailureRate)}` : "";
  return `Failure rate ${formatPercent(failureRate)}${limit}`;
}

export function failureOf(data: Data): string | undefined {
  const reason = reasonOf(data) ?? wordOf(data.message);
  return reason === "silent" ? "It fell silent past its deadline" : reason;
}

export function rolloutOf({ number }: Data): string {
  return typeof number === "number" ? `Rollout #${number}` : "The rollout";
}

export function batchOf({ batchIndex, number }: Data): string {
  if (typeof batchIndex !== "number") return "The batch";
  return typeof number === "number" ? `Batch ${batchIndex + 1} of #${number}` : `Batch ${batchIndex + 1}`;
}

export function deviceOf(data: Data): string {
  const name = nameOf(data);
  return name === NAMELESS ? "A device" : name;
}

export function devicesOf(data: Data): string {
  const count = countIn(data);
  if (count === undefined || (count === 1 && wordOf(data.name))) return deviceOf(data);
  return countOf(count, "device");
}

export function ofDevices(data: Data): string {
  const count = countIn(data);
  return count === undefined ? "" : ` with ${countOf(count, "device")}`;
}

function countIn(data: Data): number | undefined {
  for (const value of [data.count, data.deviceCount, data.devices]) if (typeof value === "number") return value;
  return Array.isArray(data.deviceIds) ? data.deviceIds.length : undefined;
}

export function imageOf(data: Data): string {
  const image = wordOf(data.image) ?? "the image";
  return wordOf(data.tag) ? `${image}:${wordOf(data.tag)}` : image;
}

export function releaseOf(data: Data): string {
  return [wordOf(data.tag), digestOf(data)].filter(Boolean).join(" ") || "of this product";
}

export function versionOf(data: Data): string {
  return wordOf(data.version) ? `Version ${wordOf(data.version)}` : "A version";
}

export function buildOf(data: Data): string {
  const name = wordOf(data.buildNumber) ?? wordOf(data.gitCommit)?.slice(0, 8) ?? "";
  return [wordOf(data.product), wordOf(data.version), name && `(${name})`].filter(Boolean).join(" ") || NAMELESS;
}

export function regionOf(data: Data): string {
  return `CDN region ${wordOf(data.region) ?? NAMELESS}`;
}

export function forgottenOf(data: Data): string {
  const paths = Array.isArray(data.paths) ? data.paths : [];
  return wordOf(data.file) ?? (paths.length === 1 ? (wordOf(paths[0]) ?? "a path") : countOf(paths.length, "path"));
}

export function digestOf(data: Data): string | undefined {
  const digest = wordOf(data.digest);
  return digest && shortDigest(digest);
}

export function tellPushes(data: Data): string {
  const pushes = Array.isArray(data.pushes) ? data.pushes.filter(isData) : [];
  const [first] = pushes;
  if (!first) return `Webhook received${from(data)}`;
  const others = pushes.length > 1 ? ` and ${countOf(pushes.length - 1, "other")}` : "";
  return `Webhook names ${imageOf(first)}${others}`;
}

export function from(data: Data): string {
  const sender = wordOf(data.source) ?? wordOf(data.format) ?? wordOf(data.route);
  return sender ? ` from ${sender}` : "";
}

/** The name of what an event is about, also where the event carries it before and after a change. */
export function nameOf(data: Data): string {
  const inside = [data, data.after, data.before, data.policy].filter(isData);
  const names = inside.flatMap(({ name, slug, host, email }) => [name, slug, host, email]);
  return names.map(wordOf).find((name) => name !== undefined) ?? wordOf(data.policy) ?? NAMELESS;
}

function isData(value: unknown): value is Data {
  return typeof value === "object" && value !== null;
}

export function wordOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
