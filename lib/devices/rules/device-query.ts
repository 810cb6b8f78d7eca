// Which devices does a text mean: those with a part of its name, or those that a query describes?
import {
  type BoundQuery,
  type Field,
  fieldTable,
  type FieldTable,
  readQuery,
} from "#lib/devices/rules/query/bind-query.ts";
import type { QueryFault } from "#lib/devices/rules/query/tree.ts";

export type DeviceField =
  | (Field & { of: "device"; column: "id" | "name" | "controllerId" | "fleet" | "tag" | "address" })
  | (Field & { of: "device"; column: "online" | "lastSeen" | "created" })
  | (Field & { of: "attribute"; name: string })
  | (Field & { of: "app"; app: string; column: "version" | "digest" });

const columns = fieldTable<DeviceField>({
  name: { kind: "text", of: "device", column: "name" },
  id: { kind: "id", of: "device", column: "id" },
  controllerId: { kind: "text", of: "device", column: "controllerId" },
  fleet: { kind: "text", of: "device", column: "fleet" },
  tag: { kind: "set", of: "device", column: "tag" },
  address: { kind: "text", of: "device", column: "address" },
  online: { kind: "yesNo", of: "device", column: "online" },
  lastSeen: { kind: "time", of: "device", column: "lastSeen" },
  created: { kind: "time", of: "device", column: "created" },
});

const ATTRIBUTE = /^attribute\.(?<name>.+)$/is;
// A product's slug may have dots, and one may be called "version".
const APP = /^app\.(?<app>.+)\.(?<column>version|digest)$/i;

export const deviceFields: FieldTable<DeviceField> = {
  find: (name) => columns.find(name) ?? findAttribute(name) ?? findApp(name),
  names: [...columns.names, "attribute.<name>", "app.<product>.version", "app.<product>.digest"],
};

export type DeviceQuery = { kind: "words"; text: string } | { kind: "query"; query: BoundQuery<DeviceField> };

/** A text without =, < and > compares nothing: it is a part of a name. Every other one is a query. */
export function readDeviceQuery(text: string): { query: DeviceQuery } | { fault: QueryFault } {
  // The parser says what is wrong with a zero character, which PostgreSQL takes in no text.
  if (!/[=<>\0]/.test(text)) return { query: { kind: "words", text } };
  const read = readQuery(text, deviceFields);
  return "fault" in read ? read : { query: { kind: "query", query: read.query } };
}

/** Says why a text means no devices; null where it does. */
export function findDeviceQueryFault(text: string): QueryFault | null {
  const read = readDeviceQuery(text);
  return "fault" in read ? read.fault : null;
}

function findAttribute(field: string): DeviceField | null {
  const name = ATTRIBUTE.exec(field)?.groups?.name;
  return name === undefined ? null : { kind: "attribute", of: "attribute", name };
}

function findApp(field: string): DeviceField | null {
  const { app, column } = APP.exec(field)?.groups ?? {};
  if (app === undefined || column === undefined) return null;
  return column.toLowerCase() === "version"
    ? { kind: "version", of: "app", app, column: "version" }
    : { kind: "text", of: "app", app, column: "digest" };
}
