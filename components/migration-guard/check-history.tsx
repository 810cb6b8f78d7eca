"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { CheckResult } from "#components/migration-guard/check-result.tsx";
import { OutcomeBadge } from "#components/migration-guard/looks.tsx";
import { guardKeys, readCheck } from "#components/migration-guard/queries.ts";
import { Badge } from "#components/ui/badge.tsx";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { Drawer } from "#components/ui/drawer.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { formatNumber } from "#components/ui/format.ts";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import type { CheckSummary } from "#lib/migration-guard/view.ts";

/** Everything that was asked about a database, and each answer behind its row. */
export function CheckHistory({ checks }: { checks: readonly CheckSummary[] }) {
  const [open, setOpen] = useState<CheckSummary | null>(null);
  return (
    <>
      <DataTable
        label="Checks"
        columns={columns}
        rows={checks}
        rowKey={({ id }) => id}
        onRowOpen={setOpen}
        empty={
          <EmptyState title="Nothing was asked yet" className="py-6" command="slipway check-rollback --help">
            Ask above, or from a pipeline before it undoes a migration.
          </EmptyState>
        }
      />
      {open && <CheckDrawer check={open} close={() => setOpen(null)} />}
    </>
  );
}

function CheckDrawer({ check, close }: { check: CheckSummary; close: () => void }) {
  const full = useQuery({
    queryKey: guardKeys.check(check.id),
    queryFn: ({ signal }) => readCheck(check.databaseId, check.id, signal),
  });
  return (
    <Drawer open onOpenChange={close} title={`Undoing ${check.migration}`} className="max-w-2xl">
      {full.isError ? (
        <ErrorState error={full.error} retry={() => void full.refetch()} />
      ) : full.data ? (
        <div className="p-4">
          <CheckResult check={full.data} />
        </div>
      ) : (
        <SkeletonRows rows={4} label="Loading the answer" />
      )}
    </Drawer>
  );
}

const columns: Column<CheckSummary>[] = [
  {
    id: "migration",
    header: "Migration",
    cell: ({ migration, planId }) => (
      <span className="flex items-baseline gap-1.5">
        <span className="max-w-72 truncate font-medium max-sm:max-w-40">{migration}</span>
        {planId !== null && <Badge>for a rollback</Badge>}
      </span>
    ),
  },
  { id: "outcome", header: "Answer", cell: (check) => <OutcomeBadge check={check} /> },
  {
    id: "orphans",
    header: "Without a parent",
    align: "right",
    hideBelow: "md",
    cell: ({ orphans }) => formatNumber(orphans),
  },
  { id: "lost", header: "Rows lost", align: "right", hideBelow: "md", cell: ({ rowsLost }) => formatNumber(rowsLost) },
  { id: "by", header: "By", hideBelow: "lg", cell: ({ by }) => by.name ?? "somebody" },
  { id: "at", header: "When", align: "right", hideBelow: "sm", cell: ({ at }) => <RelativeTime at={at} /> },
];
