import { WEBHOOK_FORMATS, type WebhookFormat } from "#lib/intake/rules/push.ts";
import type { SourceSettings } from "#lib/intake/rules/read-delivery.ts";
import type { SourceRecord } from "#lib/intake/store-sources.ts";

/** What is known about a sender before its body is read; nothing where it has no address of its own. */
export function sourceSettings(source: SourceRecord | null): SourceSettings {
  return {
    format: WEBHOOK_FORMATS.find((format): format is WebhookFormat => format === source?.format) ?? null,
    registryHost: source?.registryHost ?? null,
    repositoryPrefix: source?.repositoryPrefix ?? null,
  };
}
