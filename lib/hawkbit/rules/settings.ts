// What can be set for a tenant, and which values may it have?
import { readDuration, SECONDS_PER_DAY } from "#lib/hawkbit/rules/duration.ts";

export const settingKeys = [
  "pollingTime",
  "pollingOverdueTime",
  "authentication.targettoken.enabled",
  "authentication.gatewaytoken.enabled",
  "authentication.gatewaytoken.key",
  "authentication.header.enabled",
  "authentication.header.authority",
  "repository.actions.autoclose.enabled",
  "user.confirmation.flow.enabled",
] as const;
export type SettingKey = (typeof settingKeys)[number];

export type SettingValue = string | boolean;

interface SettingRule {
  /** What holds while nobody set it. Null: the usual pause of the server. */
  default: SettingValue | null;
  type: "boolean" | "string";
  /** Says what a right value looks like, or null where this one is right. */
  faultOf?: (value: string) => string | null;
  /** Kept sealed, told only to those who may make tokens, and masked in the log. */
  isSecret?: true;
}

const POLLING_SECONDS_MIN = 30;
export const GATEWAY_TOKEN_LENGTH_MAX = 256;
const AUTHORITIES_LENGTH_MAX = 4_000;

export const settingRules: Readonly<Record<SettingKey, SettingRule>> = {
  pollingTime: { default: null, type: "string", faultOf: pollingFault },
  pollingOverdueTime: { default: "00:05:00", type: "string", faultOf: overdueFault },
  // hawkBit refuses target tokens until they are switched on. Here a device that was made with one can use it at once.
  "authentication.targettoken.enabled": { default: true, type: "boolean" },
  "authentication.gatewaytoken.enabled": { default: false, type: "boolean" },
  "authentication.gatewaytoken.key": { default: "", type: "string", faultOf: gatewayTokenFault, isSecret: true },
  "authentication.header.enabled": { default: false, type: "boolean" },
  "authentication.header.authority": { default: "", type: "string", faultOf: authoritiesFault },
  "repository.actions.autoclose.enabled": { default: false, type: "boolean" },
  "user.confirmation.flow.enabled": { default: false, type: "boolean" },
};

export function isSettingKey(text: string): text is SettingKey {
  return (settingKeys as readonly string[]).includes(text);
}

/** Says why a key cannot have this value, or null where it can. Types are kept: "true" is no boolean. */
export function settingFault(key: SettingKey, value: unknown): string | null {
  const { type, faultOf } = settingRules[key];
  if (typeof value !== type) return `${key} wants a ${type}.`;
  return typeof value === "string" ? (faultOf?.(value) ?? null) : null;
}

/** What the settings of a tenant mean. */
export interface HawkbitSettings {
  /** Null where the server's usual pause holds. */
  pollingSeconds: number | null;
  /** How long after a missed poll a device counts as overdue. */
  pollingOverdueSeconds: number;
  targetToken: { enabled: boolean };
  /** Without a key nothing is let in, whether enabled or not. */
  gatewayToken: { enabled: boolean; key: string | null };
  /** Names or hashes of trusted issuers, trimmed and in lower case. */
  header: { enabled: boolean; authorities: string[] };
  /** Older actions end at once when a newer one is assigned, instead of being asked to stop. */
  autoclose: boolean;
  /** A device's user is asked before it updates. */
  userConsent: boolean;
}

/** Reads what was set, with the defaults for the rest. The values have passed settingFault. */
export function toSettings(stored: ReadonlyMap<SettingKey, SettingValue>): HawkbitSettings {
  const valueOf = (key: SettingKey) => stored.get(key) ?? settingRules[key].default;
  const textOf = (key: SettingKey) => String(valueOf(key) ?? "");
  const isOn = (key: SettingKey) => valueOf(key) === true;
  return {
    pollingSeconds: readDuration(textOf("pollingTime")),
    pollingOverdueSeconds: readDuration(textOf("pollingOverdueTime")) ?? 0,
    targetToken: { enabled: isOn("authentication.targettoken.enabled") },
    gatewayToken: {
      enabled: isOn("authentication.gatewaytoken.enabled"),
      key: textOf("authentication.gatewaytoken.key") || null,
    },
    header: {
      enabled: isOn("authentication.header.enabled"),
      authorities: readAuthorities(textOf("authentication.header.authority")),
    },
    autoclose: isOn("repository.actions.autoclose.enabled"),
    userConsent: isOn("user.confirmation.flow.enabled"),
  };
}

/** Splits a list of issuers at commas and semicolons. */
export function readAuthorities(text: string): string[] {
  return text
    .split(/[,;]/)
    .map((item) => item.trim().toLowerCase())
    .filter((item) => item !== "");
}

function pollingFault(value: string): string | null {
  const seconds = readDuration(value);
  const isRight = seconds !== null && seconds >= POLLING_SECONDS_MIN && seconds < SECONDS_PER_DAY;
  return isRight && value.length === "HH:MM:SS".length ? null : "Write HH:MM:SS, from 00:00:30 to 23:59:59.";
}

function overdueFault(value: string): string | null {
  const seconds = readDuration(value);
  const isRight = seconds !== null && seconds < SECONDS_PER_DAY;
  return isRight && value.length === "HH:MM:SS".length ? null : "Write HH:MM:SS, up to 23:59:59.";
}

/** It travels in a header, so it is made of what a header can hold. */
function gatewayTokenFault(value: string): string | null {
  if (value.length > GATEWAY_TOKEN_LENGTH_MAX)
    return `A gateway token has ${GATEWAY_TOKEN_LENGTH_MAX} characters at most.`;
  return /^[\x21-\x7e]*$/.test(value) ? null : "A gateway token is made of visible ASCII characters, without spaces.";
}

function authoritiesFault(value: string): string | null {
  return value.length <= AUTHORITIES_LENGTH_MAX ? null : `The list has ${AUTHORITIES_LENGTH_MAX} characters at most.`;
}
