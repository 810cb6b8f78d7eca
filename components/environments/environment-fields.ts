import type { DeviceFilter } from "#lib/devices/rules/filter.ts";
import type { ApproverRole } from "#lib/environments/rules/environment.ts";
import type { EnvironmentView } from "#lib/environments/view.ts";

/** What stands in the form. */
export interface EnvironmentFields {
  slug: string;
  name: string;
  description: string;
  position: string;
  timeZone: string;
  fleets: string[];
  tags: string[];
  query: string;
  /** What only the API can say; it is kept. */
  rest: Omit<DeviceFilter, "fleets" | "tags" | "query">;
  requiredApprovals: string;
  approverRole: ApproverRole;
  riskLimit: string;
  requiresPromotion: boolean;
  automaticRollback: boolean;
}

const EMPTY: EnvironmentFields = {
  slug: "",
  name: "",
  description: "",
  position: "",
  timeZone: "UTC",
  fleets: [],
  tags: [],
  query: "",
  rest: {},
  requiredApprovals: "0",
  approverRole: "approver",
  riskLimit: "",
  requiresPromotion: false,
  automaticRollback: false,
};

export function fieldsOf(environment?: EnvironmentView): EnvironmentFields {
  if (environment === undefined) return EMPTY;
  const { slug, name, description, timeZone, approverRole, requiresPromotion, automaticRollback } = environment;
  const { fleets = [], tags = [], query = "", ...rest } = environment.deviceFilter;
  return {
    ...{ slug, name, description, timeZone, approverRole, requiresPromotion, automaticRollback },
    ...{ fleets, tags, query, rest },
    position: String(environment.position),
    requiredApprovals: String(environment.requiredApprovals),
    riskLimit: environment.riskLimit?.toString() ?? "",
  };
}

/** What is sent. A number that is none goes as it is written: the server says what would be right. */
export function bodyOf(fields: EnvironmentFields): Record<string, unknown> & { deviceFilter: DeviceFilter } {
  const { fleets, tags, query, rest, position, requiredApprovals, riskLimit, ...same } = fields;
  return {
    ...same,
    deviceFilter: {
      ...rest,
      ...(fleets.length > 0 && { fleets }),
      ...(tags.length > 0 && { tags }),
      ...(query.trim() !== "" && { query: query.trim() }),
    },
    ...(position.trim() !== "" && { position: toNumber(position) }),
    requiredApprovals: toNumber(requiredApprovals),
    riskLimit: riskLimit.trim() === "" ? null : toNumber(riskLimit),
  };
}

function toNumber(text: string): number | string {
  const number = Number(text);
  return text.trim() === "" || Number.isNaN(number) ? text : number;
}
