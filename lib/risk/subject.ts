import type { DeviceFilter } from "#lib/devices/rules/filter.ts";

/** What is assessed: what comes, where, when, and how. */
export interface Subject {
  productId: string;
  /** Of the product: its clock counts. */
  timeZone: string;
  /** Null where no version is known, such as of an image that was never registered. */
  toVersionId: string | null;
  /** Null: what runs in the environment, else the version before. */
  fromVersionId: string | null;
  environmentId: string | null;
  deviceFilter: DeviceFilter;
  plannedAt: Date;
  /** Of the devices, those that get it before anything is checked; null where nobody knows. */
  firstShare: number | null;
  hasSmokeTest: boolean;
}
