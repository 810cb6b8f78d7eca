// Is the body that is sent with a request still taken?
import { finding, under, type Finding } from "#lib/openapi/rules/change.ts";
import { readObject } from "#lib/openapi/rules/document.ts";
import { compareContent } from "#lib/openapi/rules/media-types.ts";
import { viewOf, type DocumentPair, type Sender, type Two } from "#lib/openapi/rules/pair.ts";

export function compareBodies(pair: DocumentPair, two: Two, sender: Sender): Finding[] {
  return under("request body", compare(pair, two, sender));
}

function compare(pair: DocumentPair, two: Two, sender: Sender): Finding[] {
  const [before, after] = [readObject(pair.before, two.before), readObject(pair.after, two.after)];
  const way = viewOf(sender).way;
  if (!before && !after) return [];
  const [was, is] = [before?.required === true, after?.required === true];
  if (!before) {
    const level = is && sender === "client" ? "breaking" : "safe";
    const message = is ? "A body is taken now, and it is required." : "A body is taken now.";
    return [finding(level, `${way}-body-added`, message)];
  }
  if (!after) return [finding("breaking", `${way}-body-removed`, "No body is taken any more.")];
  const flipped = finding(
    is === (sender === "client") ? "breaking" : "safe",
    `${way}-body-${is ? "required" : "optional"}`,
    is ? "The body is required now." : "The body may be left out now.",
  );
  return [
    ...(was === is ? [] : [flipped]),
    ...compareContent(pair, { before: before.content, after: after.content }, sender),
  ];
}
