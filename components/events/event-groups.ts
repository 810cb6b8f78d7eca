// By which headings is the event log filtered? Each type belongs to the one that its name begins with.
import { EVENT_TYPES, type EventType } from "#lib/events/types.ts";

const headings: { label: string; beginnings: string[] }[] = [
  { label: "Rollouts and batches", beginnings: ["rollout_", "batch_"] },
  { label: "Devices and fleets", beginnings: ["device_", "fleet_", "enrollment_", "health_"] },
  { label: "Products, versions and holds", beginnings: ["product_", "version_", "release_"] },
  { label: "Policies", beginnings: ["policy_"] },
  { label: "Webhooks and registries", beginnings: ["webhook_", "registry_"] },
  { label: "People and access", beginnings: ["user_", "sign_in_", "token_"] },
];

export const eventGroups = headings.map(({ label, beginnings }) => ({ label, types: typesWith(beginnings) }));

function typesWith(beginnings: readonly string[]): EventType[] {
  return EVENT_TYPES.filter((type) => beginnings.some((beginning) => type.startsWith(beginning)));
}
