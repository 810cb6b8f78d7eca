"use client";

import { Eye, EyeOff } from "lucide-react";
import { useState } from "react";
import { revealEnvironment } from "#components/artifacts/queries.ts";
import { useMay } from "#components/session.tsx";
import { Button } from "#components/ui/button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { countOf } from "#components/ui/format.ts";
import { Panel } from "#components/ui/panel.tsx";
import type { MaskedVariable } from "#lib/builds/rules/environment.ts";

type EnvironmentPanelProps = { artifactId: string; variables: readonly MaskedVariable[] };

/** The names of a build's environment; its values only for whoever may and asks, which is written down. */
export function EnvironmentPanel({ artifactId, variables }: EnvironmentPanelProps) {
  const mayReveal = useMay("secrets:read");
  const [values, setValues] = useState<ReadonlyMap<string, string> | null>(null);

  return (
    <Panel
      title="Environment"
      count={variables.length}
      actions={
        mayReveal &&
        variables.length > 0 &&
        (values ? (
          <Button size="sm" onClick={() => setValues(null)}>
            <EyeOff aria-hidden />
            Hide the values
          </Button>
        ) : (
          <ConfirmDialog
            title="Show the values?"
            confirmLabel={`Show ${countOf(variables.length, "value")}`}
            askReason
            trigger={
              <Button size="sm">
                <Eye aria-hidden />
                Show the values…
              </Button>
            }
            onConfirm={async (reason) => {
              const shown = await revealEnvironment(artifactId, reason);
              setValues(new Map(shown.variables.map(({ name, value }) => [name, value])));
            }}
          >
            The event log notes that you looked, and why.
          </ConfirmDialog>
        ))
      }
    >
      {variables.length === 0 ? (
        <p className="px-3 py-4 text-muted">None was sent.</p>
      ) : (
        <dl className="max-h-96 divide-y divide-line overflow-y-auto">
          {variables.map(({ name, value }) => (
            <div key={name} className="flex flex-wrap items-baseline gap-x-4 px-3 py-1.5 font-mono text-xs">
              <dt className="w-64 min-w-0 truncate max-sm:w-full" title={name}>
                {name}
              </dt>
              <dd className="flex min-w-0 flex-1 items-baseline gap-1 text-muted">
                {values === null ? (
                  <span aria-label="hidden">{value}</span>
                ) : (
                  <>
                    <span className="min-w-0 break-all whitespace-pre-wrap text-ink">{values.get(name) ?? ""}</span>
                    <CopyButton text={values.get(name) ?? ""} label={`Copy ${name}`} className="-my-1 shrink-0" />
                  </>
                )}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </Panel>
  );
}
