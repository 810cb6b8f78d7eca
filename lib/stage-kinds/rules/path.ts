// What stands at a place such as data.items[0].value of a JSON document?

/** Names of members, and numbers of items. */
export type Path = readonly (string | number)[];

const PART = /\.?([^.[\]'"]+)|\[(\d+)\]|\[(?:'([^']*)'|"([^"]*)")\]/y;

/** Reads data.items[0]['a.b'], with or without a $ in front. Null for what is no path. */
export function parsePath(text: string): Path | null {
  const parts: (string | number)[] = [];
  PART.lastIndex = text.startsWith("$") ? 1 : 0;
  while (PART.lastIndex < text.length) {
    const isFirst = parts.length === 0 && PART.lastIndex === 0;
    const found = PART.exec(text);
    if (found === null) return null;
    const [whole, name, index, single, double] = found;
    if (name !== undefined && whole.startsWith(".") === isFirst) return null;
    parts.push(index === undefined ? (name ?? single ?? double ?? "") : Number(index));
  }
  return parts;
}

/** What stands there; undefined where nothing does. Only what the document itself holds is found. */
export function readPath(document: unknown, path: Path): unknown {
  let value = document;
  for (const part of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Record<string | number, unknown>)[part];
  }
  return value;
}
