// What must somebody do at a provider before a region works?
import type { ProviderKind } from "#lib/cdn/rules/provider.ts";

interface ProviderHelp {
  /** One line, for the choice. */
  summary: string;
  /** In the order in which it is done. */
  steps: readonly string[];
  baseUrl: string;
  key: { label: string; help: string; placeholder: string; isNeeded: boolean } | null;
}

export const providerHelp: Record<ProviderKind, ProviderHelp> = {
  varnish: {
    summary: "Your own cache; forgets at once.",
    steps: [
      "Put docs/cdn/slipway.vcl into Varnish and write Slipway's address into its backend.",
      "Name this machine in its list of purgers.",
      "For statistics, have varnishncsa write the log that docs/cdn.md shows.",
    ],
    baseUrl: "https://files.example.com",
    key: {
      label: "Purge key",
      help: "Sent as X-Purge-Key, where your VCL asks for one.",
      placeholder: "none",
      isNeeded: false,
    },
  },
  nginx: {
    summary: "Your own cache; forgets at once.",
    steps: [
      "Put docs/cdn/nginx-purge.conf into nginx, or nginx-refresh.conf where it has no ngx_cache_purge.",
      "Write Slipway's address there, and the one of this machine where purges are let in.",
      "Its access log is counted by `slipway cdn ingest-log`, or by the server itself with CDN_ACCESS_LOGS.",
    ],
    baseUrl: "https://files.example.com",
    key: {
      label: "Purge key",
      help: "Sent as X-Purge-Key and X-Slipway-Refresh, where your configuration asks for one.",
      placeholder: "none",
      isNeeded: false,
    },
  },
  cloudflare: {
    summary: "A network; forgets within seconds.",
    steps: [
      "Have a host of your zone lead to Slipway, proxied.",
      "Add a cache rule: for paths that begin with /files/, eligible for cache, with the origin's own times.",
      "Make an API token that may purge the zone's cache and, for statistics, read its analytics.",
    ],
    baseUrl: "https://cdn.example.com",
    key: {
      label: "API token",
      help: "Zone · Cache Purge, and Zone · Analytics · Read.",
      placeholder: "",
      isNeeded: true,
    },
  },
  cloudFront: {
    summary: "A network; forgets within minutes.",
    steps: [
      "Make a distribution whose origin is Slipway, with the managed cache policy CachingOptimized for /files/*.",
      "Allow cloudfront:CreateInvalidation to the key, or to the role that this machine runs under.",
      "Statistics come from its access logs: `slipway cdn ingest-log --format cloudFront`.",
    ],
    baseUrl: "https://d111111abcdef8.cloudfront.net",
    key: {
      label: "Access key",
      help: "accessKeyId:secretAccessKey. Left out: the role and environment of this machine.",
      placeholder: "AKIA…:…",
      isNeeded: false,
    },
  },
  builtIn: {
    summary: "Slipway at another address.",
    steps: [
      "Another Slipway over the same database and store hands out the files. Nothing is cached, so nothing is purged.",
    ],
    baseUrl: "https://eu.slipway.example.com",
    key: null,
  },
};
