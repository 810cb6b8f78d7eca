// What the form of a rule holds, and what it says to the server.
import type { Severity } from "#lib/notifications/rules/severity.ts";
import type { RuleView } from "#lib/notifications/view.ts";

/** A product or environment to choose from. */
type Place = { id: string; slug: string };
export type Places = { products: readonly Place[]; environments: readonly Place[] };

export type RuleFields = {
  name: string;
  channelId: string;
  severity: Severity;
  eventTypes: readonly string[];
  /** Slugs: people know those. */
  products: readonly string[];
  environments: readonly string[];
  isQuiet: boolean;
  timeZone: string;
  from: string;
  to: string;
  days: readonly number[];
  exceptCritical: boolean;
  digestMinutes: string;
};

export const EVERY_DAY: readonly number[] = [1, 2, 3, 4, 5, 6, 7];

/** What the form begins with where nobody has said anything yet. */
const NEW_QUIET = { from: "22:00", to: "07:00", days: EVERY_DAY, exceptCritical: true };
const NEW_RULE = {
  name: "",
  severity: "notice",
  eventTypes: [],
  productIds: [],
  environmentIds: [],
  quietHours: null,
  digestMinutes: 0,
} as const;

export function fieldsOf(rule: RuleView | undefined, places: Places, channelId: string, zone: string): RuleFields {
  const shown = rule ?? { ...NEW_RULE, channelId };
  const quiet = { ...NEW_QUIET, timeZone: zone, ...shown.quietHours };
  return {
    name: shown.name,
    channelId: shown.channelId,
    severity: shown.severity,
    eventTypes: shown.eventTypes,
    products: slugsOf(shown.productIds, places.products),
    environments: slugsOf(shown.environmentIds, places.environments),
    isQuiet: shown.quietHours !== null,
    timeZone: quiet.timeZone,
    from: quiet.from,
    to: quiet.to,
    days: quiet.days,
    exceptCritical: quiet.exceptCritical,
    digestMinutes: String(shown.digestMinutes),
  };
}

export function bodyOf(fields: RuleFields, places: Places): Record<string, unknown> {
  const { timeZone, from, to, exceptCritical, days } = fields;
  return {
    name: fields.name.trim(),
    channelId: fields.channelId,
    severity: fields.severity,
    eventTypes: fields.eventTypes,
    productIds: idsOf(fields.products, places.products),
    environmentIds: idsOf(fields.environments, places.environments),
    quietHours: fields.isQuiet
      ? { timeZone, from, to, exceptCritical, ...(days.length < EVERY_DAY.length && { days }) }
      : null,
    digestMinutes: Number(fields.digestMinutes),
  };
}

/** Names that nothing bears, so that no rule means everything where somebody mistyped one thing. */
export function unknownIn(fields: RuleFields, places: Places): { products: string[]; environments: string[] } {
  const unknown = (slugs: readonly string[], known: readonly Place[]) =>
    slugs.filter((slug) => !known.some((place) => place.slug === slug));
  return {
    products: unknown(fields.products, places.products),
    environments: unknown(fields.environments, places.environments),
  };
}

function idsOf(slugs: readonly string[], places: readonly Place[]): string[] {
  return places.filter(({ slug }) => slugs.includes(slug)).map(({ id }) => id);
}

function slugsOf(ids: readonly string[], places: readonly Place[]): string[] {
  return places.filter(({ id }) => ids.includes(id)).map(({ slug }) => slug);
}
