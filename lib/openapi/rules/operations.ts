// Can every call that clients make still be made?
import { compareBodies } from "#lib/openapi/rules/bodies.ts";
import { finding, under, type Finding } from "#lib/openapi/rules/change.ts";
import { readObject, readPatternedEntries, type ApiDocument } from "#lib/openapi/rules/document.ts";
import { isObject, isSame, quote, type JsonObject } from "#lib/openapi/rules/json.ts";
import { compareLifecycles, judgeRemoval } from "#lib/openapi/rules/lifecycle.ts";
import { other, type DocumentPair, type Sender, type Two } from "#lib/openapi/rules/pair.ts";
import { compareParameters, readParameters } from "#lib/openapi/rules/parameters.ts";
import { compareResponses } from "#lib/openapi/rules/responses.ts";
import { compareRequirements } from "#lib/openapi/rules/security.ts";
import { compareServers } from "#lib/openapi/rules/servers.ts";

const METHODS = ["get", "put", "post", "delete", "options", "head", "patch", "trace"] as const;

/** One way of calling, as a document describes it. */
interface Operation {
  document: ApiDocument;
  path: string;
  item: JsonObject;
  value: JsonObject;
}

/** Compares maps from addresses to what can be done there. `caller` says who calls: of a webhook it is the server. */
export function comparePaths(pair: DocumentPair, two: Two, caller: Sender): Finding[] {
  const [before, after] = [readOperations(pair.before, two.before), readOperations(pair.after, two.after)];
  const keys = new Set([...before.keys(), ...after.keys()]);
  return [...keys].flatMap((key) => {
    const [from, to] = [before.get(key), after.get(key)];
    const method = key.slice(0, key.indexOf(" ")).toUpperCase();
    return under(`${method} ${(from ?? to)?.path ?? ""}`, compareOne(pair, { before: from, after: to }, caller));
  });
}

/** By method and address. The names of its variables are nobody's business but the document's. */
function readOperations(document: ApiDocument, value: unknown): Map<string, Operation> {
  const operations = new Map<string, Operation>();
  for (const [path, raw] of readPatternedEntries(document, value)) {
    const item = readItem(document, raw);
    for (const method of METHODS) {
      const operation = readObject(document, item[method]);
      const key = `${method} ${path.replaceAll(/\{[^{}]*\}/g, "{}")}`;
      if (operation && !operations.has(key)) operations.set(key, { document, path, item, value: operation });
    }
  }
  return operations;
}

/** A path may refer to a description of it and say more beside that. */
function readItem(document: ApiDocument, raw: unknown): JsonObject {
  const item = readObject(document, raw) ?? {};
  return isObject(raw) && raw.$ref !== undefined ? { ...item, ...raw } : item;
}

function compareOne(pair: DocumentPair, two: Two<Operation | undefined>, caller: Sender): Finding[] {
  const { before, after } = two;
  if (!before) return [added(caller)];
  if (!after) {
    const level = judgeRemoval("breaking", before.value, pair.now);
    return [
      finding(level, "operation-removed", caller === "client" ? "The operation is gone." : "It is no longer called."),
    ];
  }
  return compareOperations(pair, { before, after }, caller);
}

function added(caller: Sender): Finding {
  return finding("safe", "operation-added", caller === "client" ? "The operation is new." : "It is called now.");
}

function compareOperations(pair: DocumentPair, { before, after }: Two<Operation>, caller: Sender): Finding[] {
  const both = (key: string): Two => ({ before: before.value[key], after: after.value[key] });
  const parametersOf = ({ document, path, item, value }: Operation) =>
    readParameters(document, path, [item.parameters, value.parameters]);
  return [
    ...compareLifecycles(before.value, after.value, "operation"),
    ...compareIds(both("operationId")),
    ...(caller === "client" ? compareRequirements(pair, both("security")) : []),
    ...(caller === "client" ? compareOwnServers(pair, { before, after }) : []),
    ...compareParameters(pair, { before: parametersOf(before), after: parametersOf(after) }, caller),
    ...compareBodies(pair, both("requestBody"), caller),
    ...compareResponses(pair, both("responses"), other(caller)),
    ...compareCallbacks(pair, both("callbacks"), other(caller)),
  ];
}

function compareIds({ before, after }: Two): Finding[] {
  if (before === undefined || isSame(before, after)) return [];
  const message = `The operation is called ${quote(after)} instead of ${quote(before)}, as are the functions made from it.`;
  return [finding("warning", "operation-id-changed", message)];
}

/** Where neither says anything of its own, the servers of the whole document are compared once. */
function compareOwnServers(pair: DocumentPair, { before, after }: Two<Operation>): Finding[] {
  const own = ({ value, item }: Operation) => value.servers ?? item.servers;
  if (own(before) === undefined && own(after) === undefined) return [];
  const serversOf = (operation: Operation) => own(operation) ?? operation.document.root.servers;
  return compareServers(pair, { before: serversOf(before), after: serversOf(after) });
}

/** The addresses of callbacks are expressions over the request; they are named by the keys around them. */
function compareCallbacks(pair: DocumentPair, two: Two, caller: Sender): Finding[] {
  const [before, after] = [readCallbacks(pair.before, two.before), readCallbacks(pair.after, two.after)];
  return under("callback", comparePaths(pair, { before, after }, caller));
}

function readCallbacks(document: ApiDocument, value: unknown): JsonObject {
  const entries = readPatternedEntries(document, value).flatMap(([name, callback]) =>
    readPatternedEntries(document, callback).map(([address, item]): [string, unknown] => [`${name} ${address}`, item]),
  );
  return Object.fromEntries(entries);
}
