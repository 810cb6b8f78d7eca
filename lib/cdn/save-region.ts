import { isFromEnvironment, openRegion, sealSecrets, type Region } from "#lib/cdn/region.ts";
import {
  missingFor,
  providerTraits,
  readAwsKey,
  type ProviderKind,
  type RegionSecrets,
} from "#lib/cdn/rules/provider.ts";
import type { RegionFields, RegionRecord } from "#lib/cdn/store-regions.ts";
import type { Config } from "#lib/kernel/config.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { invalidInput } from "#lib/kernel/input.ts";

/** What a caller says of a region; undefined leaves a thing as it is, null takes it away. */
export interface RegionDraft {
  provider?: ProviderKind | undefined;
  baseUrl?: string | undefined;
  purgeUrl?: string | null | undefined;
  zoneId?: string | null | undefined;
  distributionId?: string | null | undefined;
  apiKey?: string | null | undefined;
  enabled?: boolean | undefined;
}

export type NewRegionDraft = RegionDraft & { provider: ProviderKind; baseUrl: string };

/** Makes a new region's fields. Throws INVALID_INPUT where something is missing. */
export function newFields(config: Config, name: string, draft: NewRegionDraft): RegionFields {
  const blank = { name, provider: draft.provider, baseUrl: draft.baseUrl, purgeUrl: null, enabled: true, secrets: {} };
  return changedFields(config, blank, draft);
}

/** Lays a draft over a region, and drops what its provider has no use for. Throws INVALID_INPUT where something is missing. */
export function changedFields(config: Config, before: Region, draft: RegionDraft): RegionFields {
  const { provider = before.provider, baseUrl = before.baseUrl, enabled = before.enabled } = draft;
  const purgeUrl = draft.purgeUrl === undefined ? before.purgeUrl : draft.purgeUrl;
  const secrets = keepUseful(provider, {
    ...overlay("zoneId", draft, before.secrets),
    ...overlay("distributionId", draft, before.secrets),
    // A key of one provider is not handed to another.
    ...overlay("apiKey", draft, provider === before.provider ? before.secrets : null),
  });
  const faults = [...missingFor(provider, secrets), ...awsKeyFaults(provider, secrets)];
  if (faults.length > 0) throw invalidInput(...faults);
  return {
    provider,
    baseUrl,
    purgeUrl: providerTraits[provider].hasPurgeUrl ? purgeUrl : null,
    secrets: sealSecrets(config, before.name, secrets),
    enabled,
  };
}

/** Throws WRONG_STATE where more is to be changed than a region of the environment lets. */
export function requireChangeable(ctx: Context, record: RegionRecord, draft: RegionDraft): Region {
  const changesMore = Object.entries(draft).some(([key, value]) => key !== "enabled" && value !== undefined);
  if (changesMore && isFromEnvironment(ctx.config, record.name)) {
    throw new DomainError(
      "WRONG_STATE",
      `The region ${record.name} is as the environment says (CDN_PROVIDER and its like). Change it there.`,
      { allowedStates: ["made by a person"] },
    );
  }
  return openRegion(ctx, record);
}

function overlay(key: keyof RegionSecrets, draft: RegionDraft, before: RegionSecrets | null): RegionSecrets {
  const value = draft[key] === undefined ? before?.[key] : draft[key];
  return value === null || value === undefined ? {} : { [key]: value };
}

function keepUseful(provider: ProviderKind, secrets: RegionSecrets): RegionSecrets {
  const { zoneId, distributionId, apiKey } = secrets;
  return {
    ...(provider === "cloudflare" && zoneId !== undefined && { zoneId }),
    ...(provider === "cloudFront" && distributionId !== undefined && { distributionId }),
    ...(provider !== "builtIn" && apiKey !== undefined && { apiKey }),
  };
}

function awsKeyFaults(provider: ProviderKind, { apiKey }: RegionSecrets): { path: string; message: string }[] {
  if (provider !== "cloudFront" || apiKey === undefined || readAwsKey(apiKey) !== null) return [];
  return [
    { path: "apiKey", message: "Write it as accessKeyId:secretAccessKey, or leave it out to use the machine's role." },
  ];
}
