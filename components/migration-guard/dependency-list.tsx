"use client";

import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import type { DeleteAction } from "#lib/migration-guard/rules/catalog.ts";
import type { TableDependencyView } from "#lib/migration-guard/view.ts";

const deleteWords: Record<DeleteAction, string> = {
  noAction: "refuses",
  restrict: "refuses at once",
  cascade: "deletes along",
  setNull: "empties",
  setDefault: "sets the default",
};

/** Which tables depend on which. */
export function DependencyList({ dependencies }: { dependencies: readonly TableDependencyView[] }) {
  return (
    <DataTable
      label="Foreign keys"
      columns={columns}
      rows={dependencies}
      rowKey={({ table, constraint }) => `${table} ${constraint}`}
      empty={
        <EmptyState title="No foreign keys are known" className="py-6">
          They are read from the catalogue. Where there are none, rows that belong together are told by nothing, and
          cannot be counted.
        </EmptyState>
      }
    />
  );
}

const columns: Column<TableDependencyView>[] = [
  {
    id: "table",
    header: "Rows of",
    cell: ({ table, columns: names }) => <Place table={table} columns={names} />,
  },
  {
    id: "parent",
    header: "belong to",
    cell: ({ referencedTable, referencedColumns }) => <Place table={referencedTable} columns={referencedColumns} />,
  },
  {
    id: "constraint",
    header: "Constraint",
    hideBelow: "md",
    cell: ({ constraint }) => <code className="font-mono text-xs">{constraint}</code>,
  },
  { id: "delete", header: "Deleting", hideBelow: "sm", cell: ({ onDelete }) => deleteWords[onDelete] },
];

function Place({ table, columns: names }: { table: string; columns: readonly string[] }) {
  return (
    <span className="block max-w-64 min-w-0 font-mono text-xs max-sm:max-w-36">
      <span className="block truncate">{table}</span>
      <span className="block truncate text-muted">{names.join(", ")}</span>
    </span>
  );
}
