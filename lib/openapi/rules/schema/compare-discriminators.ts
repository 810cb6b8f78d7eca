// Is an alternative still told from the others in the same way?
import type { Finding } from "#lib/openapi/rules/change.ts";
import { tell, type Comparing, type Remark } from "#lib/openapi/rules/schema/comparing.ts";
import type { Discriminator, Shape } from "#lib/openapi/rules/schema/shape.ts";

/**
 * A discriminator is a hint for readers: which values fit is said by the schemas, whose differences are told on their
 * own. So nothing here is certain to hurt, and what may is a warning.
 */
export function compareDiscriminators(comparing: Comparing, before: Shape, after: Shape): Finding[] {
  return remarksOn(before.discriminator, after.discriminator).map((remark) =>
    tell(comparing, { worst: "warning", ...remark }),
  );
}

function remarksOn(before: Discriminator | null, after: Discriminator | null): Remark[] {
  if (!before && !after) return [];
  if (!before) {
    const message = `The property ${after?.property ?? ""} tells the alternatives apart now.`;
    return [{ effect: "narrows", id: "discriminator-added", message }];
  }
  if (!after) {
    const message = `The property ${before.property} does not tell the alternatives apart any more.`;
    return [{ effect: "widens", id: "discriminator-removed", message }];
  }
  return [...compareNames(before, after), ...compareMappings(before.mapping, after.mapping)];
}

function compareNames(before: Discriminator, after: Discriminator): Remark[] {
  if (before.property === after.property) return [];
  const message = `The property ${after.property} tells the alternatives apart instead of ${before.property}.`;
  return [{ effect: "shifts", id: "discriminator-changed", message }];
}

/** Without a mapping a schema goes by its own name. */
function compareMappings(before: Discriminator["mapping"], after: Discriminator["mapping"]): Remark[] {
  const keys = new Set([...before.keys(), ...after.keys()]);
  return [...keys].flatMap((key): Remark[] => {
    const [from, to] = [before.get(key), after.get(key)];
    if (from === to || (from ?? key) === (to ?? key)) return [];
    if (to === undefined)
      return [{ effect: "narrows", id: "mapping-removed", message: `${key} stands for no alternative now.` }];
    if (from === undefined) return [{ effect: "widens", id: "mapping-added", message: `${key} stands for ${to} now.` }];
    return [{ effect: "shifts", id: "mapping-changed", message: `${key} stands for ${to} instead of ${from}.` }];
  });
}
