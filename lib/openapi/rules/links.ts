// Do the links of an answer still lead on?
import { finding, under, type Finding } from "#lib/openapi/rules/change.ts";
import { readObject } from "#lib/openapi/rules/document.ts";
import { isSame } from "#lib/openapi/rules/json.ts";
import { matchMaps, type DocumentPair, type Two } from "#lib/openapi/rules/pair.ts";

/** A link promises no more than that a call may be possible, so that one less is no broken promise. */
export function compareLinks(pair: DocumentPair, two: Two): Finding[] {
  return matchMaps(pair, two).flatMap(({ key, before, after }) => {
    const [from, to] = [readObject(pair.before, before), readObject(pair.after, after)];
    return under(`link ${key}`, compareLink({ before: from, after: to }));
  });
}

const WORDS = ["operationId", "operationRef", "parameters", "requestBody", "server"];

function compareLink({ before, after }: Two<ReturnType<typeof readObject>>): Finding[] {
  if (!after) return [finding("warning", "link-removed", "The link is gone.")];
  if (!before) return [finding("safe", "link-added", "The link is new.")];
  const changed = WORDS.filter((word) => !isSame(before[word], after[word]));
  if (changed.length === 0) return [];
  return [finding("warning", "link-changed", `The link leads elsewhere: its ${changed.join(" and ")} changed.`)];
}
