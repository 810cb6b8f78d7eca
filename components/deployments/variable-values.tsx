import { Panel } from "#components/ui/panel.tsx";

/** What the template was given. Secrets are only said to be there. */
export function VariableValues({ variables }: { variables: Readonly<Record<string, unknown>> }) {
  const entries = Object.entries(variables);
  if (entries.length === 0) return null;
  return (
    <Panel title="Variables">
      <dl className="divide-y divide-line">
        {entries.map(([name, value]) => (
          <div key={name} className="flex flex-wrap items-baseline gap-x-3 px-3 py-1.5 text-sm">
            <dt className="font-mono text-xs text-muted">{name}</dt>
            <dd className="ml-auto min-w-0 break-words">
              {value === null ? <span className="text-faint">secret</span> : tellValue(value)}
            </dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}

function tellValue(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
