import type { DeviceFilter } from "#lib/devices/rules/filter.ts";
import type { ApproverRole } from "#lib/environments/rules/environment.ts";

export interface EnvironmentReference {
  id: string;
  slug: string;
  name: string;
}

export interface EnvironmentView extends EnvironmentReference {
  description: string;
  /** Its place in the line of promotion, from 1. */
  position: number;
  deviceFilter: DeviceFilter;
  timeZone: string;
  requiredApprovals: number;
  approverRole: ApproverRole;
  riskLimit: number | null;
  requiresPromotion: boolean;
  /** How many devices its filter means now. */
  deviceCount: number;
  createdAt: string;
  updatedAt: string;
  archivedAt: string | null;
}

export interface DevicesPreview {
  total: number;
  sample: { id: string; name: string; fleet: string | null; tags: string[] }[];
  /** Fleets that the filter names and that are not there. */
  unknownFleets: string[];
}
