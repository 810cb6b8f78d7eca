import { invalidInput } from "#lib/kernel/input.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { checkDefinition } from "#lib/templates/rules/check-definition.ts";
import type { Definition } from "#lib/templates/rules/definition.ts";
import { toInputFault } from "#lib/templates/rules/faults.ts";
import type { TemplateRecord } from "#lib/templates/store-templates.ts";

/** Throws INVALID_INPUT with every fault of a template and its place. */
export function refuseFaulty(definition: Definition): void {
  const faults = checkDefinition(definition).map(toInputFault);
  if (faults.length > 0) {
    throw invalidInput(...faults.map(({ path, message }) => ({ path: `definition.${path}`, message })));
  }
}

/** Throws WRONG_STATE for a template that nobody may change. */
export function refuseUnchangeable(template: TemplateRecord): void {
  if (template.isBuiltIn) {
    throw new DomainError(
      "WRONG_STATE",
      `${template.name} comes with Slipway and stays as it is. Make a copy of it under a slug of your own.`,
    );
  }
  if (template.archivedAt) throw new DomainError("WRONG_STATE", `${template.name} is archived.`);
}

export function slugTaken(slug: string): DomainError {
  return new DomainError("CONFLICT", `There already is a template ${slug}.`, {
    errors: [{ path: "definition.slug", message: "Choose another slug." }],
  });
}
