// How large do a template's stages become once values stand in them?
import type { Stage } from "#lib/templates/rules/definition.ts";
import type { Fault } from "#lib/templates/rules/faults.ts";
import { GIVEN_MARK, splitText, visitTexts } from "#lib/templates/rules/references.ts";

/** In characters, of all stages together. Selections of thousands of devices fit; a text that names itself large does not. */
const FILLED_LENGTH_MAX = 4 * 1024 * 1024;

/** A small text with many names in it may stand for gigabytes: that is told before anything is filled in. */
export function sizeFaults(stages: readonly Stage[], valueOf: (name: string) => unknown): Fault[] {
  const lengths = new Map<string, number>();
  const lengthOf = (name: string): number => {
    const known = lengths.get(name) ?? lengthOfValue(valueOf(name));
    lengths.set(name, known);
    return known;
  };
  let length = 0;
  for (const [index, { title, description, config }] of stages.entries()) {
    length += filledLength({ title, description, config }, lengthOf);
    if (length <= FILLED_LENGTH_MAX) continue;
    const most = FILLED_LENGTH_MAX / 1024 / 1024;
    return [
      { path: ["stages", index], message: `With its variables filled in the template is larger than ${most} MiB.` },
    ];
  }
  return [];
}

function filledLength(tree: unknown, lengthOf: (name: string) => number): number {
  let length = 0;
  visitTexts(tree, (text, path, place) => {
    if (place === "member" || path.at(-1) === GIVEN_MARK) {
      length += text.length;
      return;
    }
    for (const part of splitText(text)) {
      if (part.kind === "text") length += part.text.length;
      else if (part.kind === "variable") length += lengthOf(part.name);
    }
  });
  return length;
}

function lengthOfValue(value: unknown): number {
  if (typeof value === "string") return value.length;
  return value === undefined ? 0 : JSON.stringify(value).length;
}
