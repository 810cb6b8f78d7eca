// What of the names and sentences that came out of somebody's files is kept?
import type { ApiFacts, ChangeFacts } from "#lib/risk/rules/facts.ts";
import { toStorable } from "#lib/kernel/storable.ts";

/** Assessments name three of them; the numbers beside them tell how many there are. */
const NAMES_KEPT_MAX = 20;
const NAME_LENGTH_MAX = 200;
const SENTENCE_LENGTH_MAX = 500;

/** Makes the texts of facts short and storable: a key of a file may be megabytes, or hold what no database takes. */
export function tidyFacts({ change, api }: { change: ChangeFacts; api: ApiFacts }): {
  change: ChangeFacts;
  api: ApiFacts;
} {
  const { configKeys, breakingDependencies, migrations } = change.named;
  return {
    change: {
      ...change,
      named: {
        configKeys: tidyNames(configKeys),
        breakingDependencies: tidyNames(breakingDependencies),
        migrations: tidyNames(migrations),
      },
      unknownBecause: change.unknownBecause && shorten(change.unknownBecause, SENTENCE_LENGTH_MAX),
    },
    api: tidyApi(api),
  };
}

function tidyApi(api: ApiFacts): ApiFacts {
  switch (api.kind) {
    case "none":
      return api;
    case "compared":
      return { ...api, first: api.first && shorten(api.first, SENTENCE_LENGTH_MAX) };
    case "unknown":
      return { ...api, reason: shorten(api.reason, SENTENCE_LENGTH_MAX) };
  }
}

function tidyNames(names: readonly string[]): string[] {
  return names.slice(0, NAMES_KEPT_MAX).map((name) => shorten(name, NAME_LENGTH_MAX));
}

function shorten(text: string, length: number): string {
  return toStorable(text.length > length ? `${text.slice(0, length - 1)}…` : text);
}
