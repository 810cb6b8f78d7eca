import type { SourceRecord } from "#lib/intake/store-sources.ts";

/** A sender with an address of its own. The token in that address is shown once, when it is made. */
export interface SourceView {
  id: string;
  name: string;
  format: string;
  /** The beginning of the token, so that people recognize it. */
  prefix: string;
  registryHost: string | null;
  repositoryPrefix: string | null;
  enabled: boolean;
  createdAt: string;
  revokedAt: string | null;
}

export interface NewSourceView extends SourceView {
  token: string;
  /** The address to enter at the sender. Null where Slipway does not know its own: set SLIPWAY_PUBLIC_URL. */
  url: string | null;
  path: string;
}

export function toSourceView(source: SourceRecord): SourceView {
  const { id, name, format, prefix, registryHost, repositoryPrefix, enabled, createdAt, revokedAt } = source;
  return {
    id,
    name,
    format,
    prefix,
    registryHost,
    repositoryPrefix,
    enabled,
    createdAt: createdAt.toISOString(),
    revokedAt: revokedAt?.toISOString() ?? null,
  };
}
