import { Badge } from "#components/ui/badge.tsx";
import { Panel } from "#components/ui/panel.tsx";
import type { Variable } from "#lib/templates/rules/definition.ts";
import { defaultOf } from "#lib/templates/rules/default-of.ts";

/** What a template asks for. */
export function VariableTable({ variables }: { variables: readonly Variable[] }) {
  return (
    <Panel title="Variables" count={variables.length}>
      {variables.length === 0 && <p className="p-3 text-muted">It asks for nothing: choose what and where, and go.</p>}
      <ul className="divide-y divide-line">
        {variables.map((variable) => (
          <li key={variable.name} className="px-3 py-2">
            <p className="flex flex-wrap items-baseline gap-2">
              <span className="font-medium">{variable.label || variable.name}</span>
              <code className="font-mono text-xs text-muted">{`\${${variable.name}}`}</code>
              <Badge>{variable.type}</Badge>
              {!variable.required && <Badge>optional</Badge>}
            </p>
            <p className="text-xs text-muted">
              {variable.help} {describeDefault(variable)}
            </p>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function describeDefault(variable: Variable): string {
  const value = defaultOf(variable);
  if (value === undefined) return "";
  return `Usually ${typeof value === "string" ? value : JSON.stringify(value)}.`;
}
