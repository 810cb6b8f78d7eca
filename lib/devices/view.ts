/** What a device says it runs. `app` is a product's slug. */
export interface DeviceAppView {
  app: string;
  image: string;
  digest: string | null;
  version: string | null;
  reportedAt: string;
}

export interface FleetReference {
  id: string;
  name: string;
}

export interface DeviceView {
  id: string;
  /** The same as id, under the name that devices use. */
  uuid: string;
  name: string;
  fleet: FleetReference | null;
  tags: string[];
  attributes: Record<string, unknown>;
  address: string | null;
  online: boolean;
  lastSeenAt: string | null;
  createdAt: string;
  retiredAt: string | null;
  apps: DeviceAppView[];
  /** The pause between its polls; null where it is the usual one. */
  pollSeconds: number | null;
  /** How a hawkBit client names itself, and its tenant; null for a device of the native protocol. */
  controllerId: string | null;
  tenant: string | null;
  /** Whether `skip` may be said to a hawkBit client; null asks the client's name. */
  understandsSkip: boolean | null;
  /** The channel of versions that it follows; null is its fleet's. */
  channel: string | null;
  /** It has a target token, which those may see who may change devices. */
  hasTargetToken: boolean;
}

export interface DeviceActionView {
  id: number;
  /** Null for an assignment through hawkBit's management API, as are rolloutNumber, productId and product. */
  rolloutId: string | null;
  rolloutNumber: number | null;
  productId: string | null;
  product: string | null;
  kind: string;
  image: string;
  digest: string | null;
  version: string | null;
  status: string;
  attempt: number;
  progress: number | null;
  message: string | null;
  offeredAt: string;
  acceptedAt: string | null;
  /** Null while nobody waits for the device. */
  deadlineAt: string | null;
  closedAt: string | null;
  /** consent, confirmation or window: what keeps the device from going on. */
  waitingFor: string | null;
  /** forced, soft, timeForced or downloadOnly */
  forceType: string;
  cancelRequestedAt: string | null;
}

/** A line in the log of an action. */
export interface ActionEntryView {
  /** As text: there may be more than a number can count. */
  id: string;
  type: string;
  messages: string[];
  code: number | null;
  isByServer: boolean;
  reportedAt: string;
  /** The device's own time, where it sent one. */
  deviceTime: string | null;
}

export interface DeviceHealthView {
  /** When it last told what it runs or how its update goes. */
  lastReportAt: string | null;
  lastCheck: { hasPassed: boolean; at: string; reason: string | null } | null;
  /** When the server looks at it next, and how often it has found it unwell in a row. */
  nextProbe: { at: string; failedBefore: number } | null;
}

export interface DeviceDetailView extends DeviceView {
  health: DeviceHealthView;
  recentActions: DeviceActionView[];
}

/** A device with its token, which is shown this once. */
export interface NewDeviceView {
  id: string;
  uuid: string;
  name: string;
  token: string;
}

export interface FleetView {
  id: string;
  name: string;
  description: string;
  /** The hawkBit tenant whose devices register themselves into it. */
  tenant: string | null;
  /** The channel of versions that its devices follow where they name none themselves; null is stable. */
  channel: string | null;
  createdAt: string;
  deviceCount: number;
  onlineCount: number;
}

/** How many devices run a version of an app. `version` is null where a device names none. */
export interface VersionCount {
  app: string;
  version: string | null;
  deviceCount: number;
}

/** What the fleet ran over time. Between two points nothing has changed; a version that a point does not name is at 0. */
export interface AdoptionView {
  app: string;
  since: string;
  points: { at: string; counts: Omit<VersionCount, "app">[] }[];
}

export interface DeviceSummary {
  total: number;
  online: number;
  offline: number;
  neverSeen: number;
}

export interface EnrollmentTokenView {
  id: string;
  fleetId: string;
  name: string;
  /** The first characters, to recognize it by. */
  prefix: string;
  useCount: number;
  useLimit: number | null;
  createdAt: string;
  expiresAt: string | null;
  revokedAt: string | null;
}

export interface NewEnrollmentTokenView extends EnrollmentTokenView {
  /** Shown this once. */
  token: string;
}
