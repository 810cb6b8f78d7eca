"use client";

import Link from "next/link";
import type { ReactNode } from "react";
import { DatabaseState } from "#components/migration-guard/looks.tsx";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { formatNumber } from "#components/ui/format.ts";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { DatabaseView } from "#lib/migration-guard/view.ts";

const hrefOf = ({ product, id }: DatabaseView) => `/products/${product.slug}/databases/${id}`;

const columns: Column<DatabaseView>[] = [
  {
    id: "name",
    header: "Database",
    cell: (database) => (
      <Link href={hrefOf(database)} tabIndex={-1} className="block max-w-80 min-w-0 rounded max-sm:max-w-44">
        <span className="block truncate font-medium hover:underline">{database.name}</span>
        <span className="block truncate font-mono text-xs text-muted">{database.address}</span>
      </Link>
    ),
  },
  { id: "state", header: "State", cell: (database) => <DatabaseState database={database} /> },
  {
    id: "error",
    header: "What is wrong",
    hideBelow: "lg",
    className: "text-muted",
    cell: ({ lastError }) => <span className="line-clamp-2 max-w-lg">{lastError}</span>,
  },
  {
    id: "keys",
    header: "Foreign keys",
    align: "right",
    hideBelow: "sm",
    cell: ({ foreignKeys }) => formatNumber(foreignKeys),
  },
  {
    id: "read",
    header: "Read",
    align: "right",
    hideBelow: "md",
    cell: ({ checkedAt }) => <RelativeTime at={checkedAt} />,
  },
];

export function DatabaseList({ databases, empty }: { databases: readonly DatabaseView[]; empty: ReactNode }) {
  return (
    <DataTable
      label="Databases"
      columns={columns}
      rows={databases}
      rowKey={({ id }) => id}
      rowHref={hrefOf}
      empty={empty}
    />
  );
}
