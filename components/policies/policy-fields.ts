// What stands in the fields of a policy's form, and what is sent of it. Numbers are text while somebody writes them.
import type { DeviceFilter } from "#lib/devices/rules/filter.ts";
import type { PolicyDraft } from "#lib/intake/rules/policy.ts";
import type { PolicyView } from "#lib/intake/view-policies.ts";
import type { HealthCheckConfig } from "#lib/rollouts/rules/health-check.ts";
import type { Strategy } from "#lib/rollouts/rules/rollout.ts";
import type { FailureLimitAction } from "#lib/rollouts/rules/settings.ts";

export type TagRuleKind = "none" | "semver" | "glob" | "regex";
export type CheckType = HealthCheckConfig["type"];

export interface PolicyFields {
  name: string;
  enabled: boolean;
  imagePattern: string;
  tagRuleKind: TagRuleKind;
  tagRuleValue: string;
  /** Empty: the product of the image. */
  productId: string;
  priority: string;
  updateStrategy: Strategy;
  batches: string[];
  batchDelayMinutes: string;
  hasWindow: boolean;
  window: { days: number[]; start: string; end: string; timeZone: string };
  healthCheckEnabled: boolean;
  check: CheckFields;
  autoRollbackEnabled: boolean;
  onFailureLimit: FailureLimitAction;
  maxFailurePercent: string;
  deviceTimeoutMinutes: string;
  fleets: string[];
  tags: string[];
  /** A part of the devices' names, or a query: see docs/device-groups.md. */
  query: string;
  /** Set over the API; the form keeps them and can only take them away. */
  deviceIds: string[];
  /** Set over the API and kept as it is. */
  within: DeviceFilter["within"];
}

export interface CheckFields {
  type: CheckType;
  by: "device" | "server";
  endpoint: string;
  expectedStatusCode: string;
  expectedBody: string;
  container: string;
  expectedState: "running" | "healthy";
  timeoutSeconds: string;
  intervalSeconds: string;
  retries: string;
  gracePeriodSeconds: string;
}

const ALL_DAYS = [1, 2, 3, 4, 5, 6, 7];

const freshCheck: CheckFields = {
  type: "self",
  by: "device",
  endpoint: "",
  expectedStatusCode: "200",
  expectedBody: "",
  container: "",
  expectedState: "running",
  timeoutSeconds: "5",
  intervalSeconds: "10",
  retries: "3",
  gracePeriodSeconds: "10",
};

export function freshFields(timeZone: string): PolicyFields {
  return {
    name: "",
    enabled: true,
    imagePattern: "",
    tagRuleKind: "semver",
    tagRuleValue: "*",
    productId: "",
    priority: "0",
    updateStrategy: "staged",
    batches: ["10", "50", "100"],
    batchDelayMinutes: "10",
    hasWindow: false,
    window: { days: ALL_DAYS, start: "22:00", end: "04:00", timeZone },
    healthCheckEnabled: true,
    check: freshCheck,
    autoRollbackEnabled: true,
    onFailureLimit: "rollBack",
    maxFailurePercent: "20",
    deviceTimeoutMinutes: "60",
    fleets: [],
    tags: [],
    query: "",
    deviceIds: [],
    within: undefined,
  };
}

export function fieldsOf(policy: PolicyView, timeZone: string): PolicyFields {
  const fresh = freshFields(timeZone);
  const { maintenanceWindow: window, deviceFilter } = policy;
  return {
    name: policy.name,
    enabled: policy.enabled,
    imagePattern: policy.imagePattern,
    tagRuleKind: policy.tagRule?.kind ?? "none",
    tagRuleValue: policy.tagRule?.value ?? "",
    productId: policy.productId ?? "",
    priority: String(policy.priority),
    updateStrategy: policy.updateStrategy,
    batches: policy.batches.map(String),
    batchDelayMinutes: String(policy.batchDelayMinutes),
    hasWindow: window !== null,
    window: window ? { ...window, days: window.days ?? ALL_DAYS } : fresh.window,
    healthCheckEnabled: policy.healthCheckEnabled,
    check: checkFieldsOf(policy.healthCheckConfig),
    autoRollbackEnabled: policy.autoRollbackEnabled,
    onFailureLimit: policy.onFailureLimit,
    maxFailurePercent: String(shiftPoint(policy.maxFailureRate, 2)),
    deviceTimeoutMinutes: String(policy.deviceTimeoutSeconds / 60),
    fleets: deviceFilter.fleets ?? [],
    tags: deviceFilter.tags ?? [],
    query: deviceFilter.query ?? "",
    deviceIds: deviceFilter.deviceIds ?? [],
    within: deviceFilter.within,
  };
}

type PolicyBody = { [Name in keyof PolicyDraft]: unknown };

/** What is sent. A number that is none goes as it was written, so that the server says what is wrong beside its field. */
export function bodyOf(fields: PolicyFields): PolicyBody {
  return {
    name: fields.name,
    enabled: fields.enabled,
    imagePattern: fields.imagePattern,
    tagRule: fields.tagRuleKind === "none" ? null : { kind: fields.tagRuleKind, value: fields.tagRuleValue },
    productId: fields.productId || null,
    priority: numberIn(fields.priority),
    updateStrategy: fields.updateStrategy,
    batches: fields.batches.map(numberIn),
    batchDelayMinutes: numberIn(fields.batchDelayMinutes),
    maintenanceWindow: fields.hasWindow ? windowOf(fields.window) : null,
    healthCheckEnabled: fields.healthCheckEnabled,
    healthCheckConfig: fields.healthCheckEnabled ? checkOf(fields.check) : null,
    autoRollbackEnabled: fields.autoRollbackEnabled,
    onFailureLimit: fields.onFailureLimit,
    maxFailureRate: scaled(fields.maxFailurePercent, (percent) => shiftPoint(percent, -2)),
    deviceTimeoutSeconds: scaled(fields.deviceTimeoutMinutes, (minutes) => Math.round(minutes * 60)),
    deviceFilter: {
      ...(fields.fleets.length > 0 && { fleets: fields.fleets }),
      ...(fields.tags.length > 0 && { tags: fields.tags }),
      ...(fields.query.trim() && { query: fields.query }),
      ...(fields.deviceIds.length > 0 && { deviceIds: fields.deviceIds }),
      ...(fields.within && { within: fields.within }),
    },
  };
}

function checkFieldsOf(config: HealthCheckConfig | null): CheckFields {
  if (config === null) return freshCheck;
  const texts = Object.entries(config).map(([name, value]) => [name, String(value)]);
  return { ...freshCheck, ...(Object.fromEntries(texts) as Partial<CheckFields>) };
}

function checkOf(check: CheckFields): Record<string, unknown> {
  const timing = {
    timeoutSeconds: numberIn(check.timeoutSeconds),
    intervalSeconds: numberIn(check.intervalSeconds),
    retries: numberIn(check.retries),
    gracePeriodSeconds: numberIn(check.gracePeriodSeconds),
  };
  switch (check.type) {
    case "http":
      return {
        type: "http",
        by: check.by,
        endpoint: check.endpoint,
        expectedStatusCode: numberIn(check.expectedStatusCode),
        ...(check.expectedBody && { expectedBody: check.expectedBody }),
        ...timing,
      };
    case "tcp":
      return { type: "tcp", by: check.by, endpoint: check.endpoint, ...timing };
    case "container":
      return {
        type: "container",
        ...(check.container && { container: check.container }),
        expectedState: check.expectedState,
        ...timing,
      };
    case "self":
      return { type: "self", ...timing };
  }
}

function windowOf({ days, ...times }: PolicyFields["window"]): Record<string, unknown> {
  return days.length === ALL_DAYS.length ? times : { ...times, days: days.toSorted((left, right) => left - right) };
}

function numberIn(text: string): number | string {
  const number = Number(text);
  return text.trim() === "" || Number.isNaN(number) ? text : number;
}

function scaled(text: string, scale: (number: number) => number): number | string {
  const number = numberIn(text);
  return typeof number === "number" ? scale(number) : number;
}

/** Rounds what floating point adds at the end: 0.07 * 100 is 7.000000000000001. */
function shiftPoint(number: number, places: number): number {
  return Number((number * 10 ** places).toPrecision(12));
}
