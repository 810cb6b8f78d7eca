import { limitsOf, type Schema, typeName, variantsOf } from "#components/api-docs/openapi.ts";

const DEPTH_MAX = 6;

/** A schema as rows of fields; objects inside open on demand, and variants stand one after another. */
export function SchemaTable({ schema, depth = 0 }: { schema: Schema; depth?: number }) {
  const objects = objectsIn(schema);
  if (objects.length === 0) return <p className="py-1 text-muted">{typeName(schema)}</p>;
  return objects.map((object, index) => (
    // Variants have no name but their place.
    <div key={index}>
      {objects.length > 1 && <p className="pt-2 text-2xs font-medium text-faint">{variantName(object, index)}</p>}
      <ul className={depth === 0 ? "divide-y divide-line" : "ml-1 border-l border-line pl-3"}>
        {Object.entries(object.properties ?? {}).map(([name, property]) => (
          <Field
            key={name}
            name={name}
            schema={property}
            isRequired={object.required?.includes(name) ?? false}
            depth={depth}
          />
        ))}
      </ul>
    </div>
  ));
}

type FieldProps = { name: string; schema: Schema; isRequired: boolean; depth: number };

function Field({ name, schema, isRequired, depth }: FieldProps) {
  const isObject = depth < DEPTH_MAX && objectsIn(schema).length > 0;
  const limits = limitsOf(schema);
  const isShownDefault = schema.default !== undefined && typeof schema.default !== "object";
  return (
    <li className="py-1.5">
      <p className="flex flex-wrap items-baseline gap-x-2">
        <code className="font-mono text-xs font-semibold">{name}</code>
        <span className="font-mono text-2xs text-muted">{isObject ? containerName(schema) : typeName(schema)}</span>
        {isRequired && <span className="text-2xs text-warn-ink">required</span>}
        {limits && <span className="text-2xs text-faint">{limits}</span>}
        {isShownDefault && <span className="text-2xs text-faint">otherwise {JSON.stringify(schema.default)}</span>}
      </p>
      {schema.description && <p className="text-xs text-muted">{schema.description}</p>}
      {isObject && (
        <details className="mt-1">
          <summary className="w-fit rounded text-xs text-accent-ink">Fields</summary>
          <SchemaTable schema={schema} depth={depth + 1} />
        </details>
      )}
    </li>
  );
}

/** The objects that a schema stands for: itself, its items or its variants. */
function objectsIn(schema: Schema): Schema[] {
  if (schema.properties) return [schema];
  if (schema.items) return objectsIn(schema.items);
  return variantsOf(schema).flatMap(objectsIn);
}

/** Variants differ by a field with one value: "type http". */
function variantName({ properties = {} }: Schema, index: number): string {
  const mark = Object.entries(properties).find(([, property]) => typeof property.const === "string");
  const start = index === 0 ? "Either" : "or";
  return mark ? `${start} with ${mark[0]} ${String(mark[1].const)}` : start;
}

function containerName(schema: Schema): string {
  if (schema.items) return "list of objects";
  const isNullable = variantsOf(schema).some(({ type }) => type === "null");
  return isNullable ? "object or null" : "object";
}
