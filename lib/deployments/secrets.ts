import type { Context } from "#lib/kernel/context.ts";
import { decryptSecret, encryptSecret } from "#lib/kernel/crypto.ts";

/** In the place of a secret's value; the sealed text opens only for this deployment and variable. */
const SEALED = "$sealed";

/** Puts the secret values, sealed, beside the others. */
export function sealVariables(
  ctx: Context,
  deploymentId: string,
  values: Readonly<Record<string, unknown>>,
  secrets: Readonly<Record<string, string>>,
): Record<string, unknown> {
  const sealed = Object.entries(secrets).map(([name, value]): [string, unknown] => [
    name,
    { [SEALED]: encryptSecret(ctx.config, value, boundTo(deploymentId, name)) },
  ]);
  return { ...values, ...Object.fromEntries(sealed) };
}

/** Opens the secret values of a deployment, by name. */
export function openSecrets(
  ctx: Context,
  deployment: { id: string; variables: Record<string, unknown> },
): Record<string, string> {
  const opened = Object.entries(deployment.variables).flatMap(([name, value]): [string, string][] => {
    const sealed = sealedTextOf(value);
    return sealed === null ? [] : [[name, decryptSecret(ctx.config, sealed, boundTo(deployment.id, name))]];
  });
  return Object.fromEntries(opened);
}

/** Leaves the secret values out: null says that there is one. */
export function hideSecrets(variables: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [name, sealedTextOf(value) === null ? value : null]),
  );
}

function sealedTextOf(value: unknown): string | null {
  if (typeof value !== "object" || value === null) return null;
  const sealed = (value as Record<string, unknown>)[SEALED];
  return typeof sealed === "string" ? sealed : null;
}

function boundTo(deploymentId: string, name: string): string {
  return `deployment:${deploymentId}:${name}`;
}
