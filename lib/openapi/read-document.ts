import { $RefParser } from "@apidevtools/json-schema-ref-parser";
import { parseDocument } from "yaml";
import { UnreadableDocument, type ApiDocument, type Dialect } from "#lib/openapi/rules/document.ts";
import { isObject, quote, type JsonObject } from "#lib/openapi/rules/json.ts";

/** Reads an OpenAPI document of version 3.0 or 3.1, written in JSON or YAML. Throws UnreadableDocument. */
export async function readDocument(text: string): Promise<ApiDocument> {
  const root = parse(text);
  if (!isObject(root)) throw new UnreadableDocument("This is not an OpenAPI document: there is no object in it.");
  const dialect = dialectOf(root);
  const mayHaveAnchors = dialect === "3.1" && /\$(dynamicA|a)nchor/.test(text);
  return { dialect, root, resolve: await makeResolver(root, mayHaveAnchors ? findAnchors(root) : new Map()) };
}

/** A few lines of aliases of aliases would be gigabytes otherwise. */
const ALIASES_MAX = 100;

function parse(text: string): unknown {
  const bare = text.replace(/^\uFEFF/, "");
  try {
    // Most large documents are JSON, which is read a hundred times faster as what it is.
    return JSON.parse(bare) as unknown;
  } catch {
    const document = parseDocument(bare, { logLevel: "silent", uniqueKeys: false });
    const [fault] = document.errors;
    if (fault) throw new UnreadableDocument(`It is neither JSON nor YAML: ${fault.message.split("\n")[0] ?? ""}`);
    return document.toJS({ maxAliasCount: ALIASES_MAX }) as unknown;
  }
}

function dialectOf(root: JsonObject): Dialect {
  const version = root.openapi;
  const dialect = typeof version === "string" ? /^(3\.[01])(\.|$)/.exec(version)?.[1] : undefined;
  if (dialect === "3.0" || dialect === "3.1") return dialect;
  if (root.swagger !== undefined) {
    throw new UnreadableDocument("This is Swagger 2, which is not read here. Convert it to OpenAPI 3 first.");
  }
  if (version === undefined)
    throw new UnreadableDocument("This is not an OpenAPI document: it does not name its version.");
  throw new UnreadableDocument(`OpenAPI ${quote(version)} is not read here, only 3.0 and 3.1.`);
}

/** The document is looked at alone: what lies at other addresses may be another tomorrow, or anybody's. */
async function makeResolver(root: JsonObject, anchors: ReadonlyMap<string, unknown>): Promise<ApiDocument["resolve"]> {
  const references = await $RefParser.resolve("openapi.json", root, { resolve: { external: false } });
  const known = new Map<string, unknown>();
  return (reference) => {
    if (!reference.startsWith("#")) {
      throw new UnreadableDocument(
        `It refers to ${quote(reference)}, outside of the document. Bundle it into one file.`,
      );
    }
    if (!known.has(reference)) {
      const anchored = reference.startsWith("#/") || reference === "#" ? undefined : anchors.get(reference.slice(1));
      known.set(reference, anchored ?? getTarget(references, reference));
    }
    return known.get(reference);
  };
}

function getTarget(references: { get: (pointer: string) => unknown }, reference: string): unknown {
  try {
    return references.get(reference);
  } catch (error) {
    if (error instanceof RangeError) throw error;
    throw new UnreadableDocument(`It refers to ${quote(reference)}, which it does not hold.`);
  }
}

/** The names that schemas give themselves, to be referred to by. */
function findAnchors(root: JsonObject): Map<string, unknown> {
  const anchors = new Map<string, unknown>();
  const left: unknown[] = [root];
  const seen = new Set<unknown>();
  while (left.length > 0) {
    const value = left.pop();
    if (typeof value !== "object" || value === null || seen.has(value)) continue;
    seen.add(value);
    for (const name of isObject(value) ? [value.$anchor, value.$dynamicAnchor] : []) {
      if (typeof name === "string" && !anchors.has(name)) anchors.set(name, value);
    }
    for (const child of Object.values(value)) left.push(child);
  }
  return anchors;
}
