// How is a change between two documents told, and how bad is it?

/** Breaking: a client that kept to the old document may fail. Warning: it depends on what the document cannot say. */
export const LEVELS = ["breaking", "warning", "safe"] as const;
export type Level = (typeof LEVELS)[number];

export interface ApiChange {
  level: Level;
  /** Says what kind of change it is, the same in every document: request-type-narrowed. */
  id: string;
  /** Where a reader finds it: "POST /orders › request body › application/json › price". */
  place: string;
  /** A sentence. */
  message: string;
}

/** A change while it is being looked for: the place grows on the way back to the document's root. */
export interface Finding {
  level: Level;
  id: string;
  trail: readonly string[];
  message: string;
  /** Two findings of one site are one change that shows in several places, as that of a shared schema does. */
  site: string;
}

export function finding(level: Level, id: string, message: string): Finding {
  return { level, id, trail: [], message, site: "" };
}

/** Puts findings below a place. */
export function under(place: string, findings: readonly Finding[]): Finding[] {
  return findings.map((found) => ({ ...found, trail: [place, ...found.trail] }));
}

export function hasBreaking(findings: readonly Finding[]): boolean {
  return findings.some(({ level }) => level === "breaking");
}

export function worstFirst<Judged extends { level: Level }>(changes: readonly Judged[]): Judged[] {
  return LEVELS.flatMap((level) => changes.filter((change) => change.level === level));
}

/** Beyond these nobody reads on; what is worst is kept. */
export const CHANGES_MAX = 2_000;

/** Makes the list that people read: the worst first, what shows in many places once. */
export function tellChanges(findings: readonly Finding[]): ApiChange[] {
  const groups = new Map<string, { first: Finding; places: Set<string> }>();
  for (const found of findings) {
    const place = found.trail.join(" › ");
    const key = [found.level, found.id, found.message, found.site || place].join("\n");
    const group = groups.get(key);
    if (group) group.places.add(place);
    else groups.set(key, { first: found, places: new Set([place]) });
  }
  const changes = [...groups.values()].map(({ first, places }): ApiChange => {
    const { level, id, message, trail } = first;
    return { level, id, place: trail.join(" › "), message: message + alsoAt(places.size - 1) };
  });
  return worstFirst(changes).slice(0, CHANGES_MAX);
}

function alsoAt(others: number): string {
  if (others === 0) return "";
  return ` The same in ${others} other ${others === 1 ? "place" : "places"}.`;
}
