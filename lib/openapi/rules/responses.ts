// Do clients still get the answers that they know?
import { finding, under, type Finding } from "#lib/openapi/rules/change.ts";
import { readObject, readPatternedEntries } from "#lib/openapi/rules/document.ts";
import { compareHeaders } from "#lib/openapi/rules/headers.ts";
import { compareLinks } from "#lib/openapi/rules/links.ts";
import { compareContent } from "#lib/openapi/rules/media-types.ts";
import { viewOf, type DocumentPair, type Sender, type Two } from "#lib/openapi/rules/pair.ts";

/** Compares the answers to a request. `sender` says who answers. */
export function compareResponses(pair: DocumentPair, two: Two, sender: Sender): Finding[] {
  const [before, after] = [
    new Map(readResponses(pair.before, two.before)),
    new Map(readResponses(pair.after, two.after)),
  ];
  const kept = [...before].flatMap(([status, from]) => {
    const to = pick(after, status);
    if (to === undefined) return [removed(status, sender)];
    return under(`response ${status}`, compareResponse(pair, { before: from, after: to }, sender));
  });
  const added = [...after].flatMap(([status, to]) => {
    if (before.has(status)) return [];
    const from = pick(before, status);
    if (from === undefined) return [appeared(status, sender)];
    return under(`response ${status}`, compareResponse(pair, { before: from, after: to }, sender));
  });
  return [...kept, ...added];
}

function readResponses(document: DocumentPair["before"], value: unknown): [string, unknown][] {
  return readPatternedEntries(document, value).map(([status, response]) => [status.toUpperCase(), response]);
}

/** A status is answered by its own description, that of its range, or that of all others. */
function pick(responses: ReadonlyMap<string, unknown>, status: string): unknown {
  return responses.get(status) ?? responses.get(`${status.slice(0, 1)}XX`) ?? responses.get("DEFAULT");
}

function removed(status: string, sender: Sender): Finding {
  const isMissed = isSuccess(status);
  const message = `The response ${name(status)} is gone.`;
  // Errors are answered by their class where they are not described; a success that is gone leaves nothing to go on with.
  return finding(isMissed ? "breaking" : "warning", `${answering(sender)}-status-removed`, message);
}

function appeared(status: string, sender: Sender): Finding {
  const isNews = isSuccess(status) || status.startsWith("3");
  const message = `The response ${name(status)} is new.`;
  return finding(isNews ? "warning" : "safe", `${answering(sender)}-status-added`, message);
}

function isSuccess(status: string): boolean {
  return status.startsWith("2");
}

function name(status: string): string {
  return status === "DEFAULT" ? "to every other status" : status;
}

function answering(sender: Sender): string {
  return viewOf(sender).way;
}

function compareResponse(pair: DocumentPair, two: Two, sender: Sender): Finding[] {
  const [before, after] = [readObject(pair.before, two.before) ?? {}, readObject(pair.after, two.after) ?? {}];
  return [
    ...compareHeaders(pair, { before: before.headers, after: after.headers }, sender),
    ...compareContent(pair, { before: before.content, after: after.content }, sender),
    ...compareLinks(pair, { before: before.links, after: after.links }),
  ];
}
