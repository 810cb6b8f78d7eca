type Json = Record<string, unknown>;

/**
 * Moves what schemas define for themselves ($defs) to the components of their document, and leads their references there:
 * in OpenAPI a reference begins at the document, not at the schema that it stands in. Changes the document.
 */
export function shareDefinitions(document: { components: { schemas: Json } } & Json): void {
  const names = new Map<string, string>();
  const { schemas } = document.components;
  const nameOf = (definition: unknown): string => {
    const text = JSON.stringify(definition);
    const name = names.get(text) ?? `Shared${names.size + 1}`;
    names.set(text, name);
    schemas[name] = definition;
    return name;
  };
  visit(document, (owner) => {
    if (!isObject(owner.$defs)) return;
    const shared = new Map(Object.entries(owner.$defs).map(([name, own]) => [`#/$defs/${name}`, nameOf(own)]));
    delete owner.$defs;
    const lead = (part: Json) => {
      const target = typeof part.$ref === "string" ? shared.get(part.$ref) : undefined;
      if (target !== undefined) part.$ref = `#/components/schemas/${target}`;
    };
    visit(owner, lead);
    for (const name of shared.values()) visit(schemas[name], lead);
  });
}

function visit(value: unknown, see: (part: Json) => void): void {
  if (Array.isArray(value)) for (const item of value) visit(item, see);
  if (!isObject(value)) return;
  see(value);
  for (const child of Object.values(value)) visit(child, see);
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
