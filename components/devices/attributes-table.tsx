/** Free facts about a device. Nested ones are written as paths: "location.rack". */
export function AttributesTable({ attributes }: { attributes: Record<string, unknown> }) {
  const rows = flatten(attributes, "");
  if (rows.length === 0) return <p className="p-3 text-muted">It has told none, and nobody entered any.</p>;
  return (
    <dl className="divide-y divide-line">
      {rows.map(([name, value]) => (
        <div key={name} className="flex items-baseline justify-between gap-4 px-3 py-1.5">
          <dt className="text-muted">{name}</dt>
          <dd className="text-right">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function flatten(value: Record<string, unknown>, prefix: string): [string, string][] {
  return Object.entries(value).flatMap(([name, inner]) => {
    const path = prefix + name;
    if (isRecord(inner)) return flatten(inner, `${path}.`);
    return [[path, typeof inner === "string" ? inner : JSON.stringify(inner)]];
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
