"use client";

import { Equal, ShieldCheck } from "lucide-react";
import { useState } from "react";
import { StatusMark, statuses } from "#components/diffs/status-mark.tsx";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#components/ui/cn.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { countOf } from "#components/ui/format.ts";
import { Notice } from "#components/ui/notice.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { toneInk } from "#components/ui/tone.ts";
import type { VariableStatus } from "#lib/diffs/rules/environment-diff.ts";
import type { ArtifactDiffView } from "#lib/diffs/view.ts";

const marks = { added: "added", removed: "removed", changed: "modified", unchanged: "unchanged" } as const;
const MASK = "••••••••";

/** Which variables changed. Their values are compared on the server and never come here. */
export function VariableList({ environment }: { environment: ArtifactDiffView["environment"] }) {
  const [showAll, setShowAll] = useState(false);
  const { variables, unreadable } = environment;
  const changed = variables.filter(({ status }) => status !== "unchanged");
  const same = variables.length - changed.length;
  const shown = showAll ? variables : changed;
  if (variables.length === 0) {
    return <EmptyState icon={Equal} title="Neither build has an environment" />;
  }
  return (
    <Panel
      title="Environment variables"
      count={countOf(changed.length, "change")}
      actions={
        same > 0 && (
          <Button size="sm" variant="ghost" aria-pressed={showAll} onClick={() => setShowAll(!showAll)}>
            {showAll ? "Only what changed" : `Show ${countOf(same, "unchanged one")}`}
          </Button>
        )
      }
    >
      {unreadable !== null && (
        <Notice kind="warn" title="Values could not be compared" className="m-3">
          {unreadable} Which names came and went is known anyway.
        </Notice>
      )}
      {shown.length === 0 ? (
        <EmptyState icon={ShieldCheck} title="The environment is the same" className="py-6" />
      ) : (
        <ul className="divide-y divide-line">
          {shown.map(({ name, status }) => (
            <li key={name} className="flex min-h-9 flex-wrap items-center gap-x-3 px-3 py-1">
              <StatusMark status={marks[status]} />
              <code className="min-w-0 flex-1 basis-40 font-mono text-xs wrap-anywhere">{name}</code>
              <span className={cn("text-xs", toneInk[statuses[marks[status]].tone])}>{tell(status)}</span>
              <span className="font-mono text-xs text-faint" aria-label="Value hidden">
                {MASK}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function tell(status: VariableStatus): string {
  return { added: "added", removed: "removed", changed: "another value", unchanged: "the same value" }[status];
}
