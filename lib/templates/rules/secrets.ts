// How does a plan keep a secret without knowing it?
import { splitText, visitTexts, wholeReference, type Path } from "#lib/templates/rules/references.ts";

/** {"$secret": name} stands for a secret's value, {"$text": [ … ]} for a text with secrets in it. */
export const SECRET_MARK = "$secret";
export const TEXT_MARK = "$text";

type SecretText = string | { [SECRET_MARK]: string };

/** Where in a stage's config secrets stand, and what the plan keeps there. `valueOf` knows all other variables. */
export function secretMarks(
  config: Record<string, unknown>,
  isSecret: (name: string) => boolean,
  valueOf: (name: string) => unknown,
): { path: Path; mark: unknown }[] {
  const marks: { path: Path; mark: unknown }[] = [];
  visitTexts(config, (text, path, place) => {
    if (place === "member") return;
    const names = splitText(text).flatMap((part) => (part.kind === "variable" ? [part.name] : []));
    if (names.some(isSecret)) marks.push({ path, mark: markOf(text, isSecret, valueOf) });
  });
  return marks;
}

function markOf(text: string, isSecret: (name: string) => boolean, valueOf: (name: string) => unknown): unknown {
  const whole = wholeReference(text);
  if (whole !== null) return { [SECRET_MARK]: whole };
  const parts = splitText(text).map((part): SecretText => {
    if (part.kind === "text") return part.text;
    if (part.kind === "broken") return "";
    if (isSecret(part.name)) return { [SECRET_MARK]: part.name };
    const value = valueOf(part.name);
    return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : "";
  });
  return { [TEXT_MARK]: parts };
}

/** Puts something at a place in a tree that is there already. Answers a new tree; where the place is not, the old one. */
export function replaceAt(tree: unknown, path: Path, value: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (Array.isArray(tree) && typeof step === "number" && step < tree.length) {
    return tree.map((item: unknown, index) => (index === step ? replaceAt(item, rest, value) : item));
  }
  if (isRecord(tree) && !Array.isArray(tree) && Object.hasOwn(tree, step)) {
    return { ...tree, [step]: replaceAt(tree[step], rest, value) };
  }
  return tree;
}

/**
 * Puts the values of secrets in their places again, just before a stage is run. The result is never stored or logged.
 * A secret whose value is not at hand becomes an empty text.
 */
export function revealSecrets<Tree>(tree: Tree, secrets: Readonly<Record<string, string>>): Tree {
  return reveal(tree, (name) => (Object.hasOwn(secrets, name) ? (secrets[name] ?? "") : "")) as Tree;
}

function reveal(value: unknown, secretOf: (name: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => reveal(item, secretOf));
  if (!isRecord(value)) return value;
  const name = value[SECRET_MARK];
  if (typeof name === "string") return secretOf(name);
  const parts = value[TEXT_MARK];
  if (Array.isArray(parts)) return parts.map((part) => String(reveal(part, secretOf))).join("");
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, reveal(item, secretOf)]));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
