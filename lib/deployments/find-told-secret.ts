import type { Transaction } from "#lib/database/client.ts";
import { holdTemplate } from "#lib/templates/show.ts";

/**
 * Finds among the names of kept secrets one that a deployment would show to everybody, because its template has changed
 * since the secret was given. The template is held until the transaction ends. Null where all stay secret.
 */
export async function findToldSecret(
  tx: Transaction,
  templateId: string,
  names: readonly string[],
): Promise<string | null> {
  const { variables } = (await holdTemplate(tx, templateId)).definition;
  return variables.find(({ name, type }) => type !== "secret" && names.includes(name))?.name ?? null;
}
