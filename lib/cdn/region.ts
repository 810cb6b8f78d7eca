import { isProvider, type ProviderKind, type RegionSecrets } from "#lib/cdn/rules/provider.ts";
import { DEFAULT_REGION } from "#lib/cdn/rules/region.ts";
import type { RegionRecord } from "#lib/cdn/store-regions.ts";
import type { Config } from "#lib/kernel/config.ts";
import type { Context } from "#lib/kernel/context.ts";
import { decryptSecret, encryptSecret } from "#lib/kernel/crypto.ts";

/** A region with everything that is needed to speak to it. */
export interface Region {
  name: string;
  provider: ProviderKind;
  baseUrl: string;
  purgeUrl: string | null;
  enabled: boolean;
  /** Null where they cannot be opened: they were sealed with another key. */
  secrets: RegionSecrets | null;
}

/** Opens a region's secrets. What the environment names for the default region is read there, and nowhere kept. */
export function openRegion(ctx: Pick<Context, "config" | "log">, record: RegionRecord): Region {
  const { name, provider, baseUrl, purgeUrl, enabled } = record;
  if (!isProvider(provider)) throw new Error(`The region ${name} has the unknown provider ${provider}.`);
  return { name, provider, baseUrl, purgeUrl, enabled, secrets: openSecrets(ctx, record) };
}

export function sealSecrets(config: Config, regionName: string, secrets: RegionSecrets): string | null {
  return Object.keys(secrets).length === 0
    ? null
    : encryptSecret(config, JSON.stringify(secrets), bindingOf(regionName));
}

/** The region that is as the environment says. */
export function isFromEnvironment({ cdn }: Config, regionName: string): boolean {
  return cdn !== null && cdn.provider !== "builtIn" && regionName === DEFAULT_REGION;
}

function openSecrets({ config, log }: Pick<Context, "config" | "log">, record: RegionRecord): RegionSecrets | null {
  if (config.cdn !== null && isFromEnvironment(config, record.name)) return config.cdn.secrets;
  if (record.secrets === null) return {};
  try {
    // Sealed here and bound to this row, so it is what sealSecrets wrote.
    return JSON.parse(decryptSecret(config, record.secrets, bindingOf(record.name))) as RegionSecrets;
  } catch (error) {
    // After a change of SLIPWAY_ENCRYPTION_KEY.
    log.error({ err: error, region: record.name }, "The region's credentials cannot be opened. Enter them again.");
    return null;
  }
}

function bindingOf(regionName: string): string {
  return `cdn-region:${regionName}`;
}
