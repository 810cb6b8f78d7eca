// What does a template say that is written in YAML, and where are its faults?
import {
  isCollection,
  isMap,
  isNode,
  isPair,
  isScalar,
  Lexer,
  LineCounter,
  parseDocument,
  stringify,
  type Document,
} from "yaml";
import type { InputFault } from "#lib/kernel/errors.ts";
import { checkDefinition } from "#lib/templates/rules/check-definition.ts";
import { definitionInput, type Definition } from "#lib/templates/rules/definition.ts";
import { toFaults, type Fault } from "#lib/templates/rules/faults.ts";
import type { Path } from "#lib/templates/rules/references.ts";
import { composedFaults, type OffsetFault } from "#lib/templates/rules/yaml-nodes.ts";

export const YAML_LENGTH_MAX = 256 * 1024;
/** Aliases make a small text unfold into a huge one; templates have no use for many. */
const ALIASES_MAX = 100;
const DEPTH_MAX = 32;
/** Ten times those of a large template. The parser takes its time over each, and more than that over senseless ones. */
const TOKENS_MAX = 60_000;
/** More than anybody mends at once. */
const FAULTS_TOLD_MAX = 100;

/** A fault with its place in the text, counted from 1. */
export interface PlacedFault extends InputFault {
  line: number;
  column: number;
}

export type YamlReading = { kind: "definition"; definition: Definition } | { kind: "faults"; faults: PlacedFault[] };

/** Reads a template from YAML (JSON is YAML too). Every fault names line and column. */
export function readYaml(text: string): YamlReading {
  if (text.length > YAML_LENGTH_MAX) return wholeFault(`A template has ${YAML_LENGTH_MAX / 1024} KiB at most.`);
  if (nestedTooDeep(text)) return wholeFault(`Nothing may be nested deeper than ${DEPTH_MAX} levels.`);
  if (hasTooManyTokens(text)) return wholeFault("This is more than a template can say.");
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    logLevel: "error",
    strict: true,
    // The parser compares each key with every other one, which takes minutes for a few thousand of them.
    uniqueKeys: false,
  });
  const faults: OffsetFault[] = document.errors.map(({ pos, message }) => ({ offset: pos[0], path: [], message }));
  if (faults.length === 0) faults.push(...composedFaults(document));
  if (faults.length > 0) return toReading(lines, faults);
  const value = toPlain(document);
  if (value.kind === "fault") return wholeFault(value.message);
  const parsed = definitionInput.safeParse(value.plain);
  const found = parsed.success ? checkDefinition(parsed.data) : toFaults(parsed.error);
  if (parsed.success && found.length === 0) return { kind: "definition", definition: parsed.data };
  return toReading(
    lines,
    found.slice(0, FAULTS_TOLD_MAX).map((fault) => ({ ...fault, offset: offsetOf(document, fault) })),
  );
}

function toReading(lines: LineCounter, found: readonly OffsetFault[]): YamlReading {
  const faults = found
    .slice(0, FAULTS_TOLD_MAX)
    .map(({ offset, path, message }) => placed(lines, offset, path, message));
  return { kind: "faults", faults: faults.sort((a, b) => a.line - b.line || a.column - b.column) };
}

/** Writes a template so that people like to read it and readYaml reads the same again. */
export function writeYaml(definition: Definition): string {
  return stringify(withoutDefaults(definition), {
    lineWidth: 110,
    defaultStringType: "PLAIN",
    aliasDuplicateObjects: false,
  });
}

function toPlain(document: Document): { kind: "plain"; plain: unknown } | { kind: "fault"; message: string } {
  try {
    // Through JSON: dates, maps with strange keys and the like have no place in a template.
    return { kind: "plain", plain: JSON.parse(JSON.stringify(document.toJS({ maxAliasCount: ALIASES_MAX }) ?? null)) };
  } catch (error) {
    return { kind: "fault", message: error instanceof Error ? `${error.message}.` : "It cannot be read." };
  }
}

/** Flow collections nest by brackets, block ones by indentation of at least one column each. */
function nestedTooDeep(text: string): boolean {
  let depth = 0;
  for (const char of text) {
    if (char === "[" || char === "{") depth++;
    else if (char === "]" || char === "}") depth = Math.max(0, depth - 1);
    if (depth > DEPTH_MAX * 4) return true;
  }
  return /^(?:[ ]|- |\? ){200}/m.test(text);
}

function hasTooManyTokens(text: string): boolean {
  let count = 0;
  for (const _ of new Lexer().lex(text)) if (++count > TOKENS_MAX) return true;
  return false;
}

/** Where a fault stands: at the value, at the name of an unknown field, or else at what it is missing in. */
function offsetOf(document: Document, { path }: Fault): number {
  for (let length = path.length; length >= 0; length--) {
    const offset = keyOffset(document, path.slice(0, length)) ?? nodeOffset(document, path.slice(0, length));
    if (offset !== null) return offset;
  }
  return 0;
}

function nodeOffset(document: Document, path: Path): number | null {
  const node = path.length === 0 ? document.contents : document.getIn(path, true);
  return isNode(node) ? (node.range?.[0] ?? null) : null;
}

/** A field is pointed out at its name, from which its value is never far; an item of a list at the item. */
function keyOffset(document: Document, path: Path): number | null {
  const parent = path.length <= 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  const name = path.at(-1);
  if (!isCollection(parent) || !isMap(parent)) return null;
  const pair = parent.items.find(
    (item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(name),
  );
  return isScalar(pair?.key) ? (pair.key.range?.[0] ?? null) : null;
}

function placed(lines: LineCounter, offset: number, path: Path, message: string): PlacedFault {
  const { line, col } = lines.linePos(offset);
  return { path: path.join("."), message, line: Math.max(line, 1), column: Math.max(col, 1) };
}

function wholeFault(message: string): YamlReading {
  return { kind: "faults", faults: [{ path: "", message, line: 1, column: 1 }] };
}

/** What a reader would put in anyway is left out: a template is read more often than written. */
function withoutDefaults({ slipway, slug, name, description, variables, stages }: Definition): Record<string, unknown> {
  return {
    slipway,
    slug,
    name,
    ...filled({ description }),
    ...(variables.length > 0 && {
      variables: variables.map(({ name: own, type, label, help, required, ...rest }) => ({
        name: own,
        type,
        ...filled({ label, help }),
        ...(required ? {} : { required }),
        ...rest,
      })),
    }),
    stages: stages.map(({ name: own, title, description: text, kind, onFailure, config, ...rest }) => ({
      name: own,
      ...filled({ title, description: text }),
      kind,
      ...rest,
      ...(onFailure === "rollBack" ? {} : { onFailure }),
      ...(Object.keys(config).length > 0 && { config }),
    })),
  };
}

function filled(texts: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== ""));
}
