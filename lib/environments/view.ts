import type { DeviceFilter } from "#lib/devices/rules/filter.ts";
import type { Drift } from "#lib/environments/rules/drift.ts";
import type { ApproverRole } from "#lib/environments/rules/environment.ts";
import type { Page } from "#lib/kernel/page.ts";

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
  /** What turns out bad here after it was deployed is taken back without being asked. */
  automaticRollback: boolean;
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

/** Something that was deployed to an environment. */
export interface ReleaseView {
  id: string;
  versionId: string;
  version: string;
  digest: string | null;
  deployment: { id: string; number: number; status: string };
  deployedAt: string;
  /** When every check had passed; null where one did not. */
  verifiedAt: string | null;
  /** When it was taken back, or found bad by a check afterwards. */
  failedAt: string | null;
}

/** A deployment that is not over. */
export interface OpenDeployment {
  id: string;
  number: number;
  version: string | null;
  status: string;
}

export interface MatrixCell {
  environmentId: string;
  /** What runs there; null where nothing was deployed. */
  release: ReleaseView | null;
  /** Against the environment before it. */
  drift: Drift;
  /** The newest deployment that is not over. */
  open: OpenDeployment | null;
}

export interface MatrixRow {
  product: { id: string; slug: string; name: string };
  /** One for each environment, in their order. */
  cells: MatrixCell[];
}

export interface MatrixView extends Page<MatrixRow> {
  environments: (EnvironmentReference & { position: number; deviceCount: number })[];
}

/** What runs in one cell of the matrix, and what ran there before. */
export interface CellView extends MatrixCell, Page<ReleaseView> {
  product: { id: string; slug: string; name: string };
  environment: EnvironmentReference;
  before: { environment: EnvironmentReference; release: ReleaseView | null } | null;
  /** What the devices of the environment say that they run, most first. */
  devices: { version: string | null; deviceCount: number }[];
}
