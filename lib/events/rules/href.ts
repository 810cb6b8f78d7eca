// Where can the thing that an event is about be seen?
import type { TellableEvent } from "#lib/events/rules/telling.ts";
import type { Subject } from "#lib/events/types.ts";

type Place = { id: string; product: string | null; rollout: string | null };

const pages = {
  rollout: ({ id }) => `/rollouts/${id}`,
  device: ({ id, rollout }) => (rollout === null ? `/devices/${id}` : `/rollouts/${rollout}?device=${id}`),
  policy: ({ id }) => `/policies/${id}`,
  product: ({ id }) => `/products/${id}`,
  version: ({ id, product }) => product && `/products/${product}/versions/${id}`,
  channel: ({ product }) => product && `/products/${product}/channels`,
  artifact: ({ id, product }) => product && `/products/${product}/artifacts/${id}`,
  distribution: ({ product }) => product && `/products/${product}/updates`,
  package: ({ product }) => product && `/products/${product}/updates`,
  fleet: () => "/fleets",
  delivery: ({ id }) => `/webhooks/${id}`,
  source: () => "/webhooks",
  registry: () => "/registries",
  region: () => "/settings/cdn",
  user: () => "/users",
  token: () => "/tokens",
  setting: () => "/settings/hawkbit",
  deployment: ({ id }) => `/deployments/${id}`,
  template: ({ id }) => `/templates/${id}`,
  environment: () => "/environments",
  calendarRule: () => "/calendar",
  lineStop: () => "/queue",
  schedule: () => "/queue",
  ciTrigger: () => "/environments/ci",
  ciRun: () => "/environments/ci",
  rollbackPlan: ({ id }) => `/rollbacks/${id}`,
  incident: ({ id }) => `/rollbacks/incidents/${id}`,
  productDatabase: ({ product }) => product && `/products/${product}/databases`,
  invitation: () => "/users",
  session: () => "/account",
  team: () => "/teams",
  groupMapping: () => "/teams",
  notificationChannel: ({ id }) => `/settings/notifications/${id}`,
  notificationRule: () => "/settings/notifications",
  notificationDelivery: () => "/settings/notifications",
  auditLog: () => "/events",
} satisfies Partial<Record<Subject["kind"], (place: Place) => string | null>>;

/** Events come as text from the server, which may know more kinds than this page. */
const pageOf: Readonly<Record<string, ((place: Place) => string | null) | undefined>> = pages;

/** Names the page; without one for the thing itself, that of the rollout that it is a part of. */
export function hrefOf({ subject, rolloutId, productId }: TellableEvent): string | undefined {
  const page = pageOf[subject.kind];
  const rollout = rolloutId ? encodeURIComponent(rolloutId) : null;
  if (!page) return rollout === null ? undefined : `/rollouts/${rollout}`;
  const product = productId ? encodeURIComponent(productId) : null;
  return page({ id: encodeURIComponent(subject.id), product, rollout }) ?? undefined;
}
