"use client";

import { useQuery } from "@tanstack/react-query";
import { FileDiff } from "lucide-react";
import { type ReactNode, useState } from "react";
import { diffKeys, type FilePlace, NEVER_STALE, readFileDiff } from "#components/diffs/queries.ts";
import { StatusMark, statuses } from "#components/diffs/status-mark.tsx";
import { StructureTable } from "#components/diffs/structure-table.tsx";
import { TextView } from "#components/diffs/text-view.tsx";
import { Button } from "#components/ui/button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Digest } from "#components/ui/digest.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { formatBytes } from "#components/ui/format.ts";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import type { EntryChange, Side } from "#lib/diffs/rules/entries-diff.ts";
import type { FileDiffView } from "#lib/diffs/view.ts";

/** One file of a comparison. */
export function FileView({ place, view, onLeave }: FileViewProps) {
  const query = useQuery({
    queryKey: diffKeys.file(place),
    queryFn: ({ signal }) => readFileDiff(place, signal),
    ...NEVER_STALE,
  });
  if (query.isError) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  if (!query.data) return <SkeletonRows rows={12} label={`Comparing ${place.path}`} />;
  return <LoadedFile key={place.path} place={place} diff={query.data} view={view} onLeave={onLeave} />;
}

type FileViewProps = {
  place: FilePlace;
  view: "split" | "unified";
  onLeave: (by: 1 | -1) => void;
};

function LoadedFile({ place, diff, view, onLeave }: FileViewProps & { diff: FileDiffView }) {
  const { change, text, structure, note } = diff;
  const [asStructure, setAsStructure] = useState(false);
  return (
    <>
      <FileHeader change={change}>
        {text && structure && (
          <span className="inline-flex" role="group" aria-label="How the file is shown">
            <Button
              size="sm"
              variant={asStructure ? "ghost" : "secondary"}
              aria-pressed={!asStructure}
              onClick={() => setAsStructure(false)}
            >
              Text
            </Button>
            <Button
              size="sm"
              variant={asStructure ? "secondary" : "ghost"}
              aria-pressed={asStructure}
              onClick={() => setAsStructure(true)}
            >
              {structure.format.toUpperCase()} ({structure.changes.length})
            </Button>
          </span>
        )}
      </FileHeader>
      {structure && asStructure ? (
        <StructureTable structure={structure} />
      ) : text && (text.blocks.length > 0 || change.status === "unchanged") ? (
        <TextView place={place} text={text} view={view} onLeave={onLeave} />
      ) : (
        <SizeAndHash change={change} note={note ?? sameText(change)} />
      )}
    </>
  );
}

function FileHeader({ change, children }: { change: EntryChange; children: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center gap-x-2 gap-y-1 border-b border-line bg-surface px-2 py-1.5">
      <StatusMark status={change.status} />
      <h3 className="min-w-0 font-mono text-xs font-medium wrap-anywhere">
        {change.fromPath !== null && <span className="text-muted">{change.fromPath} → </span>}
        {change.path}
      </h3>
      <CopyButton text={change.path} label="Copy path" className="-my-1" />
      <span className="text-xs text-muted">{sizesOf(change)}</span>
      <div className="ml-auto">{children}</div>
    </div>
  );
}

/** What is known of a file that is not shown as text. */
function SizeAndHash({ change, note }: { change: EntryChange; note: string }) {
  const rows: [string, Side | null][] = [
    ["Before", change.from],
    ["After", change.to],
  ];
  return (
    <div className="min-h-0 flex-1 overflow-auto">
      <EmptyState icon={FileDiff} title={statuses[change.status].label} className="pb-4">
        {note}
      </EmptyState>
      <dl className="mx-auto grid max-w-xl grid-cols-[auto_1fr] gap-x-4 gap-y-1 px-4 pb-8">
        {rows.map(
          ([label, side]) =>
            side && (
              <div key={label} className="contents">
                <dt className="text-muted">{label}</dt>
                <dd className="flex flex-wrap items-center gap-x-3">
                  {side.target === undefined ? (
                    formatBytes(side.size)
                  ) : (
                    <code className="font-mono text-xs wrap-anywhere">{side.target}</code>
                  )}
                  <Digest digest={`sha256:${side.sha256}`} copy />
                  {side.mode !== null && (
                    <code className="font-mono text-xs">{side.mode.toString(8).padStart(4, "0")}</code>
                  )}
                </dd>
              </div>
            ),
        )}
      </dl>
    </div>
  );
}

function sameText({ from, to }: EntryChange): string {
  if (from?.mode !== to?.mode) return "Its text is the same; what it may do changed.";
  return "Its text is the same.";
}

function sizesOf({ from, to }: EntryChange): string {
  const modes = from && to && from.mode !== to.mode ? ` · mode ${octal(from)} → ${octal(to)}` : "";
  if (from && to)
    return from.size === to.size
      ? formatBytes(to.size) + modes
      : `${formatBytes(from.size)} → ${formatBytes(to.size)}${modes}`;
  return formatBytes((from ?? to)?.size ?? 0);
}

function octal({ mode }: Side): string {
  return mode === null ? "none" : mode.toString(8).padStart(4, "0");
}
