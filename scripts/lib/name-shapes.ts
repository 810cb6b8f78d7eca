// Gives names to the shapes that stand in an OpenAPI document again and again, so that a client made from it has a type
// `Rollout` instead of the same forty fields at twelve places. What the document says stays the same.

type Json = Record<string, unknown>;

interface Candidate {
  name: string;
  /** Of several names the lowest wins; of equals the first. */
  rank: number;
  count: number;
}

/** So many fields make a thing; fewer are only a detail of one. */
const FIELDS_MIN = 3;

/** Moves every repeated shape of a document into its components, under a name made of where it stands. */
export function nameShapes(document: Json): Json {
  const copy = structuredClone(document);
  const candidates = new Map<string, Candidate>();
  eachOperation(copy, (operation) => {
    collect(operation, nounOf(operation), candidates);
  });
  const schemas = (copy.components as { schemas: Json }).schemas;
  const names = chooseNames(candidates, new Set(Object.keys(schemas)));
  const shared = new Map<string, unknown>();
  copy.paths = replace(copy.paths, names, shared);
  for (const [name, shape] of [...shared].sort(([a], [b]) => a.localeCompare(b))) schemas[name] = shape;
  return copy;
}

function eachOperation(document: Json, see: (operation: Json) => void): void {
  for (const path of Object.values(document.paths as Record<string, Json>)) {
    for (const operation of Object.values(path)) see(operation as Json);
  }
}

/** listRollouts and getRollout are about a Rollout. */
function nounOf({ operationId }: Json): { noun: string; rank: number } {
  const [, verb = "", rest = ""] = /^([a-z]+)(.*)$/.exec(String(operationId)) ?? [];
  const ranks: Record<string, number> = { get: 0, list: 1, create: 2, start: 2, show: 3, read: 3 };
  return { noun: singular(rest || capitalize(verb)), rank: ranks[verb] ?? 4 };
}

function collect(
  operation: Json,
  { noun, rank }: { noun: string; rank: number },
  candidates: Map<string, Candidate>,
): void {
  const visit = (value: unknown, name: string, depth: number): void => {
    if (Array.isArray(value)) for (const item of value) visit(item, name, depth + 1);
    if (!isObject(value)) return;
    if (isShape(value)) note(candidates, JSON.stringify(value), { name, rank: rank + depth * 5 });
    for (const [key, child] of Object.entries(value)) {
      if (key === "properties" && isObject(child)) visitFields(child, name, depth);
      else visit(child, name, depth);
    }
  };
  const visitFields = (fields: Json, name: string, depth: number): void => {
    for (const [field, child] of Object.entries(fields)) {
      const isPage = field === "items" && "nextCursor" in fields;
      visit(child, isPage ? name : singular(capitalize(field)), isPage ? depth : depth + 1);
    }
  };
  visit(operation.responses, noun, 0);
  // What is sent has a name of its own: it is seldom what comes back.
  visit(operation.requestBody, `${capitalize(String(operation.operationId))}Body`, 2);
  visit(operation.parameters, noun, 4);
}

function note(candidates: Map<string, Candidate>, text: string, { name, rank }: Omit<Candidate, "count">): void {
  const known = candidates.get(text);
  if (!known) candidates.set(text, { name, rank, count: 1 });
  else candidates.set(text, { ...(rank < known.rank ? { name, rank } : known), count: known.count + 1 });
}

function chooseNames(candidates: Map<string, Candidate>, taken: Set<string>): Map<string, string> {
  const repeated = [...candidates].filter(([, { count }]) => count > 1).sort(([, a], [, b]) => a.rank - b.rank);
  return new Map(
    repeated.map(([text, { name }]) => {
      let chosen = name;
      for (let number = 2; taken.has(chosen); number++) chosen = `${name}${number}`;
      taken.add(chosen);
      return [text, chosen];
    }),
  );
}

function replace(value: unknown, names: Map<string, string>, shared: Map<string, unknown>): unknown {
  if (Array.isArray(value)) return value.map((item) => replace(item, names, shared));
  if (!isObject(value)) return value;
  const inside = () =>
    Object.fromEntries(Object.entries(value).map(([key, child]) => [key, replace(child, names, shared)]));
  const name = isShape(value) ? names.get(JSON.stringify(value)) : undefined;
  if (name === undefined) return inside();
  if (!shared.has(name)) shared.set(name, inside());
  return { $ref: `#/components/schemas/${name}` };
}

function isShape(value: Json): boolean {
  return value.type === "object" && isObject(value.properties) && Object.keys(value.properties).length >= FIELDS_MIN;
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function singular(text: string): string {
  if (text.endsWith("ies")) return `${text.slice(0, -3)}y`;
  if (/(ch|sh|ss|x)es$/.test(text)) return text.slice(0, -2);
  return /[^su]s$/.test(text) ? text.slice(0, -1) : text;
}
