// What does a schema stand for: which nodes must a value satisfy, and what are they called?
import type { ApiDocument } from "#lib/openapi/rules/document.ts";
import { isObject } from "#lib/openapi/rules/json.ts";

/** One schema object or boolean of a document. */
export interface SchemaNode {
  document: ApiDocument;
  value: unknown;
  /** Read as if it had neither anyOf nor oneOf: what all their branches share. */
  withoutUnions?: true;
}

/** A value fits where it fits every node; no node at all means that anything fits. */
export type Schema = readonly SchemaNode[];

const ANYTHING: Schema = [];

export function toSchema(document: ApiDocument, value: unknown): Schema {
  return value === undefined || value === null ? ANYTHING : [{ document, value }];
}

/** What people call it: the name it is referred to by, or its title. Null where it has none. */
export function nameOf({ value }: SchemaNode): string | null {
  if (!isObject(value)) return null;
  if (typeof value.$ref === "string") return lastToken(value.$ref);
  return typeof value.title === "string" ? value.title : null;
}

export function lastToken(reference: string): string {
  return reference
    .slice(reference.lastIndexOf("/") + 1)
    .replaceAll("~1", "/")
    .replaceAll("~0", "~");
}
