// Where in a text does a variable stand?

/** What every template may name without asking for it: facts of the deployment itself. */
export const FACT_NAMES = ["deployment.product", "deployment.environment", "deployment.version"] as const;
export type FactName = (typeof FACT_NAMES)[number];

export type Path = readonly (string | number)[];

export type TextPart = { kind: "text"; text: string } | { kind: "variable"; name: string } | { kind: "broken" };

// No name is longer than 63; the bound keeps a text full of ${ from being read over and over.
const MARK = /\$\$\{|\$\{([^{}]{0,100})\}|\$\{/g;
const NAME = /^[a-z][a-zA-Z0-9_-]{0,62}$/;

/** Divides a text at its ${name}. $${ stands for ${ itself; what is not closed or no name is broken. */
export function splitText(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let plain = "";
  let end = 0;
  for (const match of text.matchAll(MARK)) {
    plain += text.slice(end, match.index);
    end = match.index + match[0].length;
    if (match[0] === "$${") {
      plain += "${";
      continue;
    }
    if (plain !== "") parts.push({ kind: "text", text: plain });
    plain = "";
    const name = match[1] ?? "";
    parts.push(NAME.test(name) || isFactName(name) ? { kind: "variable", name } : { kind: "broken" });
  }
  plain += text.slice(end);
  if (plain !== "" || parts.length === 0) parts.push({ kind: "text", text: plain });
  return parts;
}

export function isFactName(name: string): name is FactName {
  return (FACT_NAMES as readonly string[]).includes(name);
}

/** The variable's name where a value is nothing but it: then the value keeps its type. */
export function wholeReference(value: unknown): string | null {
  if (typeof value !== "string") return null;
  const [first, second] = splitText(value);
  return first?.kind === "variable" && second === undefined ? first.name : null;
}

/** Calls for each text in a tree of plain JSON, and for the name of each member. */
export function visitTexts(
  value: unknown,
  visit: (text: string, path: Path, place: "value" | "member") => void,
  path: Path = [],
): void {
  if (typeof value === "string") visit(value, path, "value");
  if (typeof value !== "object" || value === null) return;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) visitTexts(item, visit, [...path, index]);
    return;
  }
  for (const [key, item] of Object.entries(value)) {
    visit(key, [...path, key], "member");
    visitTexts(item, visit, [...path, key]);
  }
}

/** Names of the variables in a tree, each once; also of those that only decide whether a part of it is there. */
export function namesIn(value: unknown): string[] {
  const names = new Set<string>();
  visitTexts(value, (text, path, place) => {
    if (place === "member") return;
    if (path.at(-1) === GIVEN_MARK) names.add(text);
    for (const part of splitText(text)) if (part.kind === "variable") names.add(part.name);
  });
  return [...names];
}

/** {$given: name, …} is there only where that variable was given. */
export const GIVEN_MARK = "$given";

/**
 * Puts values where their names stand. A text that is nothing but a name becomes the value, whatever its type; inside
 * a text it becomes text. What has no value (undefined) is left out of its object or list, and empty inside a text.
 */
export function substitute(tree: unknown, valueOf: (name: string) => unknown): unknown {
  return mapTexts(tree, valueOf, (text) => substituteText(text, valueOf));
}

/** A tree of the same shape as substitute makes, with something else in the place of each text. */
export function mapTexts(tree: unknown, valueOf: (name: string) => unknown, map: (text: string) => unknown): unknown {
  if (typeof tree === "string") {
    const whole = wholeReference(tree);
    return whole !== null && valueOf(whole) === undefined ? undefined : map(tree);
  }
  if (typeof tree !== "object" || tree === null) return tree;
  if (Array.isArray(tree)) {
    return tree.map((item) => mapTexts(item, valueOf, map)).filter((item) => item !== undefined);
  }
  const condition = (tree as Record<string, unknown>)[GIVEN_MARK];
  if (typeof condition === "string" && valueOf(condition) === undefined) return undefined;
  const entries = Object.entries(tree)
    .filter(([key]) => key !== GIVEN_MARK)
    .map(([key, item]) => [key, mapTexts(item, valueOf, map)] as const);
  return Object.fromEntries(entries.filter(([, item]) => item !== undefined));
}

function substituteText(text: string, valueOf: (name: string) => unknown): unknown {
  const whole = wholeReference(text);
  if (whole !== null) return valueOf(whole);
  return splitText(text)
    .map((part) => (part.kind === "text" ? part.text : part.kind === "variable" ? asText(valueOf(part.name)) : ""))
    .join("");
}

/** How a value stands inside a text. */
export function asText(value: unknown): string {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : "";
}
