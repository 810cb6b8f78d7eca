import { MethodBadge } from "#components/api-docs/method-badge.tsx";
import type { ApiOperation } from "#components/api-docs/openapi.ts";
import { SchemaTable } from "#components/api-docs/schema-table.tsx";
import { TryCall } from "#components/api-docs/try-call.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Panel } from "#components/ui/panel.tsx";

const callers = { user: "People and API tokens", device: "The device itself", none: "Anybody" } as const;

/** One call: what it does, what goes in and comes out, and a place to try it. */
export function OperationView({ operation, isSignedIn }: { operation: ApiOperation; isSignedIn: boolean }) {
  return (
    <article className="min-w-0">
      <header className="mb-4">
        <h2 className="text-lg font-semibold">{operation.summary}</h2>
        <p className="mt-1 flex flex-wrap items-center gap-x-1 gap-y-1">
          <MethodBadge method={operation.method} className="w-auto pr-1 text-xs" />
          <code className="min-w-0 font-mono text-xs">{operation.path}</code>
          <CopyButton text={operation.path} label="Copy path" />
          <Badge>{callers[operation.auth]}</Badge>
        </p>
        {operation.description && <p className="mt-2 max-w-prose text-muted">{operation.description}</p>}
      </header>
      <div className="grid items-start gap-4 2xl:grid-cols-2">
        <TryCall key={operation.id} operation={operation} isSignedIn={isSignedIn} />
        <div className="min-w-0 space-y-4">
          {operation.body && (
            <Panel title="Body" bodyClassName="px-3 py-1">
              <SchemaTable schema={operation.body} />
            </Panel>
          )}
          <Panel title={`Answer ${operation.status}`} bodyClassName="px-3 py-1">
            {operation.response ? (
              <SchemaTable schema={operation.response} />
            ) : (
              <p className="py-1.5 text-muted">Without a body.</p>
            )}
          </Panel>
          <p className="text-xs text-muted">
            Anything else is <code className="font-mono">application/problem+json</code> with{" "}
            <code className="font-mono">code</code>, <code className="font-mono">detail</code> and, for bad input,{" "}
            <code className="font-mono">errors</code>.
          </p>
        </div>
      </div>
    </article>
  );
}
