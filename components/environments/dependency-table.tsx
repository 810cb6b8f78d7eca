"use client";

import { Trash2 } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { deleteDependency } from "#components/environments/queries.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import type { DependencyView } from "#lib/deployments/dependencies/view.ts";

type DependencyTableProps = {
  rows: readonly DependencyView[];
  /** Which end of each is shown: the other one is the page's own product. */
  side: "product" | "dependsOn";
  isEditable: boolean;
};

export function DependencyTable({ rows, side, isEditable }: DependencyTableProps) {
  const router = useRouter();
  const [removing, setRemoving] = useState<DependencyView | null>(null);

  async function remove() {
    if (removing) await deleteDependency(removing.product.id, removing.dependsOn.id);
    router.refresh();
  }

  return (
    <>
      <DataTable
        label={side === "dependsOn" ? "Products that it needs" : "Products that need it"}
        columns={columnsOf(side, isEditable ? setRemoving : null)}
        rows={rows}
        rowKey={(row) => row[side].id}
        empty={
          <EmptyState
            title={side === "dependsOn" ? "It needs no other product" : "No other product needs it"}
            className="py-6"
          >
            {side === "dependsOn" && "Name the products that must be deployed before it, and in which versions."}
          </EmptyState>
        }
      />
      <ConfirmDialog
        open={removing !== null}
        onOpenChange={() => setRemoving(null)}
        title={`Does it not need ${removing?.dependsOn.slug ?? "it"} any more?`}
        confirmLabel="Remove the dependency"
        danger
        onConfirm={remove}
      >
        Deployed together, the two start at once from now on, and their versions are not held against each other.
      </ConfirmDialog>
    </>
  );
}

function columnsOf(
  side: DependencyTableProps["side"],
  ask: ((row: DependencyView) => void) | null,
): Column<DependencyView>[] {
  const columns: Column<DependencyView>[] = [
    {
      id: "product",
      header: "Product",
      cell: (row) => (
        <Link href={`/products/${row[side].slug}/dependencies`} className="rounded font-medium hover:underline">
          {row[side].name}
        </Link>
      ),
    },
    { id: "range", header: "Versions", cell: ({ range }) => <code className="font-mono text-xs">{range}</code> },
  ];
  if (ask === null) return columns;
  return [
    ...columns,
    {
      id: "do",
      header: <span className="sr-only">Actions</span>,
      align: "right",
      className: "w-10",
      cell: (row) => (
        <IconButton icon={Trash2} label={`Remove ${row.dependsOn.slug}`} size="sm" onClick={() => ask(row)} />
      ),
    },
  ];
}
