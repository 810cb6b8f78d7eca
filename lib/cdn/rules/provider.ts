// What kinds of caches can stand in front of the server, and what must be known of each?

export const PROVIDERS = ["builtIn", "varnish", "nginx", "cloudflare", "cloudFront"] as const;
export type ProviderKind = (typeof PROVIDERS)[number];

/** What is kept of a region beside its addresses; sealed, since most of it opens something. */
export interface RegionSecrets {
  /** Of Cloudflare. */
  zoneId?: string;
  /** Of CloudFront. */
  distributionId?: string;
  /** A token of Cloudflare, `accessKeyId:secretAccessKey` of AWS, or the word that Varnish and nginx ask for. */
  apiKey?: string;
}

export interface ProviderTraits {
  label: string;
  /** Is told to forget over HTTP at an address of its own, which may be inside the operator's network. */
  hasPurgeUrl: boolean;
  /** Has forgotten when it answers; others take a moment everywhere in the world. */
  forgetsAtOnce: boolean;
}

export const providerTraits: Record<ProviderKind, ProviderTraits> = {
  builtIn: { label: "Built-in", hasPurgeUrl: false, forgetsAtOnce: true },
  varnish: { label: "Varnish", hasPurgeUrl: true, forgetsAtOnce: true },
  nginx: { label: "nginx", hasPurgeUrl: true, forgetsAtOnce: true },
  cloudflare: { label: "Cloudflare", hasPurgeUrl: false, forgetsAtOnce: false },
  cloudFront: { label: "CloudFront", hasPurgeUrl: false, forgetsAtOnce: false },
};

export function isProvider(text: string): text is ProviderKind {
  return (PROVIDERS as readonly string[]).includes(text);
}

/** Names what a provider cannot do without, by the field that is missing. */
export function missingFor(kind: ProviderKind, secrets: RegionSecrets): { path: string; message: string }[] {
  if (kind === "cloudflare") {
    return [
      ...(secrets.zoneId ? [] : [{ path: "zoneId", message: "Cloudflare needs the id of the zone." }]),
      ...(secrets.apiKey
        ? []
        : [{ path: "apiKey", message: "Cloudflare needs an API token that may purge the cache." }]),
    ];
  }
  if (kind === "cloudFront" && !secrets.distributionId) {
    return [{ path: "distributionId", message: "CloudFront needs the id of the distribution." }];
  }
  return [];
}

/** Splits `accessKeyId:secretAccessKey`; null where the key is left to the machine, as by an instance's role. */
export function readAwsKey(apiKey: string | undefined): { accessKeyId: string; secretAccessKey: string } | null {
  const [, accessKeyId, secretAccessKey] = /^([^:\s]+):(\S+)$/.exec(apiKey ?? "") ?? [];
  return accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey } : null;
}
