import { blueGreen } from "#lib/templates/built-in/blue-green.ts";
import { canary } from "#lib/templates/built-in/canary.ts";
import { migration } from "#lib/templates/built-in/migration.ts";
import { multiRegion } from "#lib/templates/built-in/multi-region.ts";
import { simple } from "#lib/templates/built-in/simple.ts";
import { definitionInput, type Definition } from "#lib/templates/rules/definition.ts";

/** The templates that come with Slipway, in the order in which they are shown. */
export const builtInTemplates: readonly Definition[] = [simple, blueGreen, canary, multiRegion, migration].map((text) =>
  definitionInput.parse(text),
);
