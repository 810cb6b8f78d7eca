// Is the service still where clients look for it?
import { finding, type Finding, type Level } from "#lib/openapi/rules/change.ts";
import {
  readEntries,
  readList,
  readObject,
  readText,
  readTexts,
  type ApiDocument,
} from "#lib/openapi/rules/document.ts";
import type { DocumentPair, Two } from "#lib/openapi/rules/pair.ts";

/** Compares the addresses of a service, of which a client uses one. */
export function compareServers(pair: DocumentPair, two: Two): Finding[] {
  const before = readAddresses(pair.before, two.before);
  const after = readAddresses(pair.after, two.after);
  const lost = before.filter((address) => !after.includes(address));
  const won = after.filter((address) => !before.includes(address));
  // A document that names other machines is often the same service told for another stage of its life.
  const level: Level = isElsewhere(before, after) ? "breaking" : "warning";
  return [
    ...lost.map((address) => finding(level, "server-removed", `The server ${address} is gone.`)),
    ...won.map((address) => finding("safe", "server-added", `The server ${address} is new.`)),
  ];
}

/** No path that calls began with begins one any more. */
function isElsewhere(before: readonly string[], after: readonly string[]): boolean {
  const paths = after.map(pathOf);
  return before.every((address) => !paths.includes(pathOf(address)));
}

function pathOf(address: string): string {
  const path = address.replace(/^[a-z][a-z0-9+.-]*:/i, "").replace(/^\/\/[^/]*/, "");
  return path.replace(/\/+$/, "");
}

const ADDRESSES_MAX = 100;

function readAddresses(document: ApiDocument, value: unknown): string[] {
  const servers = readList(value).map((server) => readObject(document, server) ?? {});
  const addresses = servers.flatMap((server) => {
    const url = readText(server.url) ?? "/";
    return expand(document, url.replace(/\/+$/, "") || "/", server.variables);
  });
  // Without servers a document means the place where it was found.
  return addresses.length === 0 ? ["/"] : [...new Set(addresses)];
}

/** Fills in the variables of an address: the values that may stand there, or else the usual one. */
function expand(document: ApiDocument, url: string, variables: unknown): string[] {
  return readEntries(document, variables).reduce<string[]>(
    (addresses, [name, value]) => {
      const variable = readObject(document, value) ?? {};
      const usual = readText(variable.default);
      const listed = readTexts(variable.enum);
      const values = listed.length > 0 ? listed : usual === null ? [] : [usual];
      if (values.length === 0) return addresses;
      return addresses
        .flatMap((address) => values.map((one) => address.replaceAll(`{${name}}`, () => one)))
        .slice(0, ADDRESSES_MAX);
    },
    [url],
  );
}
