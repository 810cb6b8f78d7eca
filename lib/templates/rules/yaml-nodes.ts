// What is wrong with a text that is YAML, before anybody asks what it says?
import { isAlias, isNode, isScalar, visit, type Document, type Node, type YAMLMap } from "yaml";
import type { Fault } from "#lib/templates/rules/faults.ts";

/** A fault and where in the text it stands, counted from 0. */
export interface OffsetFault extends Fault {
  offset: number;
}

type Tell = (node: Node, message: string) => void;

const NAME_SHOWN_MAX = 100;

/** Finds names that stand twice or are no texts, and aliases that mean nothing or themselves. */
export function composedFaults(document: Document): OffsetFault[] {
  const faults: OffsetFault[] = [];
  const tell: Tell = (node, message) => faults.push({ offset: node.range?.[0] ?? 0, path: [], message });
  const anchors = new Map<string, Node>();
  visit(document, {
    Node: (_, node, ancestors) => {
      if (isAlias(node)) {
        const target = anchors.get(node.source);
        if (target === undefined) tell(node, `No &${node.source} stands before *${node.source}.`);
        else if (ancestors.includes(target)) tell(node, `*${node.source} stands inside of what it means.`);
      } else if (node.anchor !== undefined) {
        anchors.set(node.anchor, node);
      }
    },
    Map: (_, map) => {
      if (map.anchor !== undefined) anchors.set(map.anchor, map);
      tellNames(map, tell);
    },
  });
  return faults;
}

function tellNames({ items }: YAMLMap, tell: Tell): void {
  const seen = new Set<string>();
  for (const { key } of items) {
    if (!isNode(key)) continue;
    if (!isScalar(key)) {
      tell(key, "The name of a field must be a text.");
      continue;
    }
    // As in JSON, where 1 and "1" are the same name.
    const name = String(key.value);
    if (seen.has(name)) tell(key, `${name.slice(0, NAME_SHOWN_MAX)} stands here twice.`);
    seen.add(name);
  }
}
