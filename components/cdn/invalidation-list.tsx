"use client";

import { RotateCw } from "lucide-react";
import { useRouter } from "next/navigation";
import type { ReactNode } from "react";
import { retryInvalidation } from "#components/cdn/queries.ts";
import { InvalidationBadge } from "#components/cdn/region-looks.tsx";
import { useMay } from "#components/session.tsx";
import { Button } from "#components/ui/button.tsx";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { sentenceOf } from "#components/ui/error-state.tsx";
import { countOf } from "#components/ui/format.ts";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { toast } from "#components/ui/toast.tsx";
import { useSubmit } from "#components/ui/use-submit.ts";
import type { InvalidationView } from "#lib/cdn/view.ts";

/** What caches were told to forget, and how far that is. */
export function InvalidationList({ items, empty }: { items: readonly InvalidationView[]; empty: ReactNode }) {
  const mayWrite = useMay("versions:write");
  return (
    <DataTable
      label="Invalidations"
      columns={mayWrite ? [...columns, retryColumn] : columns}
      rows={items}
      rowKey={({ id }) => id}
      empty={empty}
    />
  );
}

const columns: Column<InvalidationView>[] = [
  {
    id: "paths",
    header: "Paths",
    cell: ({ paths }) => (
      <span title={paths.join("\n")} className="block">
        <code className="block max-w-96 truncate font-mono text-xs max-sm:max-w-40">{shorten(paths[0] ?? "")}</code>
        {paths.length > 1 && <span className="text-xs text-muted">and {countOf(paths.length - 1, "other")}</span>}
      </span>
    ),
  },
  { id: "region", header: "Region", cell: ({ region }) => region },
  { id: "state", header: "State", cell: ({ state }) => <InvalidationBadge state={state} /> },
  {
    id: "error",
    header: "What was wrong",
    hideBelow: "lg",
    className: "text-muted",
    cell: ({ error, state, attempts }) => (
      <span className="line-clamp-2 max-w-md">
        {error}
        {error && state === "pending" && ` Tried ${countOf(attempts, "time")}; it goes on.`}
      </span>
    ),
  },
  { id: "by", header: "By", hideBelow: "md", cell: ({ requestedBy }) => requestedBy.name ?? requestedBy.kind },
  {
    id: "at",
    header: "Asked",
    align: "right",
    hideBelow: "sm",
    cell: ({ requestedAt }) => <RelativeTime at={requestedAt} />,
  },
];

const retryColumn: Column<InvalidationView> = {
  id: "retry",
  header: <span className="sr-only">Actions</span>,
  align: "right",
  className: "w-24",
  cell: (invalidation) => invalidation.state === "failed" && <Retry id={invalidation.id} />,
};

function Retry({ id }: { id: string }) {
  const router = useRouter();
  const { submit, isBusy } = useSubmit(async () => {
    try {
      await retryInvalidation(id);
      router.refresh();
    } catch (error) {
      toast({ kind: "bad", title: "It was not tried again", detail: sentenceOf(error) });
    }
  });
  return (
    <Button size="sm" busy={isBusy} onClick={() => void submit()}>
      <RotateCw aria-hidden />
      Retry
    </Button>
  );
}

/** Of a hash its beginning is enough to tell it from another. */
function shorten(path: string): string {
  return path.replace(/^(\/files\/[0-9a-f]{8})[0-9a-f]{56}/, "$1…");
}
