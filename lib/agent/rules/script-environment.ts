// What are an operator's own programs told of an action?
import type { Action } from "#lib/agent/rules/action.ts";

/** The agent's settings may name secrets, which are none of a script's business. */
const OWN = "SLIPWAY_";

export function environmentFor(
  env: Readonly<Record<string, string | undefined>>,
  { id, kind, product, version, image, digest }: Action,
  more: Record<string, string> = {},
): Record<string, string> {
  const inherited = Object.entries(env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !entry[0].startsWith(OWN),
  );
  return {
    ...Object.fromEntries(inherited),
    SLIPWAY_ACTION_ID: String(id),
    SLIPWAY_ACTION: kind,
    SLIPWAY_PRODUCT: product,
    SLIPWAY_VERSION: version ?? "",
    SLIPWAY_IMAGE: image ?? "",
    SLIPWAY_DIGEST: digest ?? "",
    ...more,
  };
}
