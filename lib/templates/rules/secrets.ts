// How does a plan keep a secret without knowing it?
import { asText, splitText, wholeReference, type Path } from "#lib/templates/rules/references.ts";

/** {"$secret": name} stands for a secret's value, {"$text": [ … ]} for a text with secrets in it. */
export const SECRET_MARK = "$secret";
export const TEXT_MARK = "$text";

type SecretText = string | { [SECRET_MARK]: string };

/** Says what the plan keeps in the place of a text; null where no secret stands in it. */
export function markOf(
  text: string,
  isSecret: (name: string) => boolean,
  valueOf: (name: string) => unknown,
): Record<string, unknown> | null {
  const whole = wholeReference(text);
  if (whole !== null) return isSecret(whole) ? { [SECRET_MARK]: whole } : null;
  const parts = splitText(text);
  if (!parts.some((part) => part.kind === "variable" && isSecret(part.name))) return null;
  return {
    [TEXT_MARK]: parts.map((part): SecretText => {
      if (part.kind === "text") return part.text;
      if (part.kind === "broken") return "";
      return isSecret(part.name) ? { [SECRET_MARK]: part.name } : asText(valueOf(part.name));
    }),
  };
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
