"use client";

import { DataTable, type Column } from "#components/ui/data-table.tsx";
import { cn } from "#components/ui/cn.ts";
import { toneInk } from "#components/ui/tone.ts";
import type { StructureChange, StructureDiff } from "#lib/diffs/rules/structure-diff.ts";

const tones = { added: "good", removed: "bad", changed: "warn" } as const;
const words = { added: "Added", removed: "Removed", changed: "Changed" } as const;

const columns: Column<StructureChange>[] = [
  { id: "path", header: "Place", cell: (row) => <Code text={row.path} /> },
  {
    id: "status",
    header: "Change",
    cell: (row) => <span className={cn("text-xs", toneInk[tones[row.status]])}>{words[row.status]}</span>,
  },
  { id: "from", header: "Before", cell: (row) => row.from !== null && <Code text={row.from} /> },
  { id: "to", header: "After", cell: (row) => row.to !== null && <Code text={row.to} /> },
];

/** What changed in a document, place by place. */
export function StructureTable({ structure }: { structure: StructureDiff }) {
  if (structure.changes.length === 0) {
    return <p className="px-3 py-3 text-muted">The document says the same: only its layout changed.</p>;
  }
  return (
    <div className="min-h-0 flex-1 overflow-auto">
      <DataTable
        label={`Changes of the ${structure.format.toUpperCase()} document`}
        columns={columns}
        rows={structure.changes}
        rowKey={(row) => `${row.status}${row.path}`}
      />
      {structure.isCut && <p className="px-3 py-2 text-xs text-muted">There are more; the text shows all of them.</p>}
    </div>
  );
}

function Code({ text }: { text: string }) {
  return <code className="font-mono text-xs wrap-anywhere">{text}</code>;
}
