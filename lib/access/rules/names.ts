/** Which records does an input name? Ids wherever they stand; slugs and images where a field says what they are. */

export interface Names {
  ids: string[];
  slugs: string[];
  images: string[];
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
const SLUG_FIELD = /^(?:app|(?:product|extension|environment|dependsOn)(?:s|Id|Ids)?)$/;
const IMAGE_FIELD = /^images?$/;
/** What stands in these are people's own words: a variable called "environment" names none of ours. */
const OPAQUE = new Set(["variables", "metadata", "dependencies", "configFiles", "installed", "changelog"]);
const DEPTH_MAX = 12;

/** Collects every name that an input may mean. Too many rather than too few: what is no name is found nowhere. */
export function collectNames(input: unknown): Names {
  const names = { ids: new Set<string>(), slugs: new Set<string>(), images: new Set<string>() };
  walk(input, "", 0);
  return { ids: [...names.ids], slugs: [...names.slugs], images: [...names.images] };

  function walk(value: unknown, field: string, depth: number): void {
    if (depth > DEPTH_MAX) return;
    if (typeof value === "string") take(value, field);
    else if (Array.isArray(value)) for (const item of value) walk(item, field, depth + 1);
    else if (typeof value === "object" && value !== null) {
      for (const [key, item] of Object.entries(value)) walk(item, isOpaque(field) ? field : key, depth + 1);
    }
  }

  function take(text: string, field: string): void {
    for (const [id] of text.matchAll(UUID)) names.ids.add(id.toLowerCase());
    if (SLUG_FIELD.test(field)) for (const slug of text.split(",")) names.slugs.add(slug.trim());
    if (IMAGE_FIELD.test(field)) names.images.add(text);
  }
}

function isOpaque(field: string): boolean {
  return OPAQUE.has(field);
}
