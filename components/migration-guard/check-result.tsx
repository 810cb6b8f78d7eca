"use client";

import Link from "next/link";
import { effectWords, OutcomeBadge } from "#components/migration-guard/looks.tsx";
import { VerdictBadge } from "#components/rollbacks/looks.tsx";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { formatNumber } from "#components/ui/format.ts";
import { describeStep } from "#lib/migration-guard/rules/steps.ts";
import { describeCount, type Finding, type Reason } from "#lib/migration-guard/rules/verdict.ts";
import type { CheckView } from "#lib/migration-guard/view.ts";

/** An answer with everything that speaks for it. */
export function CheckResult({ check }: { check: CheckView }) {
  const { reasons, steps, found, active, forceReason, planId } = check;
  return (
    <div className="space-y-4">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <OutcomeBadge check={check} />
        <span className="min-w-0 break-words">{check.summary}</span>
      </div>
      {forceReason !== null && <p className="text-sm">Forced, because: {forceReason}</p>}
      {planId !== null && (
        <p className="text-sm">
          <Link href={`/rollbacks/${planId}`} className="rounded text-accent-ink hover:underline">
            Asked for a rollback plan
          </Link>
        </p>
      )}
      <ReasonList reasons={reasons} />
      {found !== null && found.effects.length > 0 && (
        <DataTable label="What it would do to rows" columns={columns} rows={found.effects} rowKey={keyOf} />
      )}
      {found !== null && found.more > 0 && <p className="text-sm text-muted">and {formatNumber(found.more)} more</p>}
      {active.length > 0 && (
        <div>
          <h3 className="mb-1 font-medium">Under way</h3>
          <ul className="text-sm">
            {active.map(({ kind, id, number, version, status }) => (
              <li key={id}>
                <Link href={`/${kind}s/${id}`} className="rounded text-accent-ink hover:underline">
                  {kind === "deployment" ? "Deployment" : "Rollout"} #{number}
                </Link>{" "}
                of {version}, {status}
              </li>
            ))}
          </ul>
        </div>
      )}
      <details className="text-sm">
        <summary className="cursor-pointer text-muted">What undoing it does ({steps.length})</summary>
        {steps.length === 0 ? (
          <p className="mt-1">Nothing that touches rows.</p>
        ) : (
          <ul className="mt-1 max-h-60 list-disc space-y-0.5 overflow-y-auto pl-5">
            {steps.map((step) => (
              <li key={describeStep(step)} className="break-words">
                It {describeStep(step)}.
              </li>
            ))}
          </ul>
        )}
      </details>
    </div>
  );
}

function ReasonList({ reasons }: { reasons: readonly Reason[] }) {
  if (reasons.length === 0) return null;
  return (
    <ul className="space-y-1 text-sm" aria-label="Reasons">
      {reasons.map(({ verdict, text }) => (
        <li key={text} className="flex items-start gap-2">
          <VerdictBadge verdict={verdict} />
          <span className="min-w-0 break-words">{text}</span>
        </li>
      ))}
    </ul>
  );
}

function keyOf({ kind, table, column, constraint }: Finding): string {
  return [kind, table, column, constraint].join(" ");
}

const columns: Column<Finding>[] = [
  {
    id: "what",
    header: "What",
    cell: ({ kind, table, column }) => (
      <span className="block min-w-0">
        <span className="block">{effectWords[kind]}</span>
        <code className="block max-w-72 truncate font-mono text-xs text-muted max-sm:max-w-40">
          {column === undefined ? table : `${table}.${column}`}
        </code>
      </span>
    ),
  },
  {
    id: "count",
    header: "How many",
    align: "right",
    cell: ({ count, isAtMost }) => (
      <span title={count.because} className="tabular-nums">
        {isAtMost && "up to "}
        {count.basis === "unknown" ? "unknown" : describeCount(count)}
        {count.because !== undefined && <span className="block text-xs text-muted">{count.because}</span>}
      </span>
    ),
  },
  {
    id: "constraint",
    header: "By",
    hideBelow: "sm",
    cell: ({ constraint, columns: names = [], parent }) =>
      constraint !== undefined && (
        <span className="block max-w-72">
          <code className="block truncate font-mono text-xs">{constraint}</code>
          <span className="block truncate text-xs text-muted">
            {names.join(", ")} → {parent}
          </span>
        </span>
      ),
  },
  {
    id: "sample",
    header: "Such as",
    hideBelow: "md",
    cell: ({ sample }) => <code className="font-mono text-xs">{sample.join("; ")}</code>,
  },
];
