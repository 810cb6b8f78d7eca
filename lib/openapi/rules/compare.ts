// What changed from one OpenAPI document to another, and whom does it hurt?
import { tellChanges, under, type ApiChange } from "#lib/openapi/rules/change.ts";
import type { ApiDocument } from "#lib/openapi/rules/document.ts";
import { comparePaths } from "#lib/openapi/rules/operations.ts";
import type { DocumentPair } from "#lib/openapi/rules/pair.ts";
import { makeSchemaComparison } from "#lib/openapi/rules/schema/compare-schemas.ts";
import { makeUnchanged } from "#lib/openapi/rules/schema/unchanged.ts";
import { compareSchemes } from "#lib/openapi/rules/security.ts";
import { compareServers } from "#lib/openapi/rules/servers.ts";

/** Compares two documents that were read. Throws UnreadableDocument where one of them cannot be understood. */
export function compareApis(before: ApiDocument, after: ApiDocument, now: Date): ApiChange[] {
  const pair: DocumentPair = {
    before,
    after,
    now,
    compareSchemas: makeSchemaComparison(now, makeUnchanged(before, after)),
  };
  const both = (key: string) => ({ before: before.root[key], after: after.root[key] });
  return tellChanges([
    ...comparePaths(pair, both("paths"), "client"),
    ...under("webhook", comparePaths(pair, both("webhooks"), "server")),
    ...under("servers", compareServers(pair, both("servers"))),
    ...compareSchemes(pair),
  ]);
}
