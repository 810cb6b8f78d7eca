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

export function fieldsOf(rule: RuleView | undefined, places: Places, channelId: string, zone: string): RuleFields {
  const quiet = rule?.quietHours;
  return {
    name: rule?.name ?? "",
    channelId: rule?.channelId ?? channelId,
    severity: rule?.severity ?? "notice",
    eventTypes: rule?.eventTypes ?? [],
    products: slugsOf(rule?.productIds ?? [], places.products),
    environments: slugsOf(rule?.environmentIds ?? [], places.environments),
    isQuiet: quiet !== null && quiet !== undefined,
    timeZone: quiet?.timeZone ?? zone,
    from: quiet?.from ?? "22:00",
    to: quiet?.to ?? "07:00",
    days: quiet?.days ?? EVERY_DAY,
    exceptCritical: quiet?.exceptCritical ?? true,
    digestMinutes: String(rule?.digestMinutes ?? 0),
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
