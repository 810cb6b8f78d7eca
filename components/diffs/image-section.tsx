"use client";

import { useQuery } from "@tanstack/react-query";
import { Container } from "lucide-react";
import { useState } from "react";
import { diffKeys, type Pair, readImages } from "#components/diffs/queries.ts";
import { StatusMark } from "#components/diffs/status-mark.tsx";
import { cn } from "#components/ui/cn.ts";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { Digest } from "#components/ui/digest.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { countOf, formatBytes, formatPercent } from "#components/ui/format.ts";
import { Notice } from "#components/ui/notice.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { Select } from "#components/ui/select.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { Stat, StatStrip } from "#components/ui/stat.tsx";
import { toneInk } from "#components/ui/tone.ts";
import type { EntryChange } from "#lib/diffs/rules/entries-diff.ts";
import type { ConfigChange, LayerChange } from "#lib/diffs/rules/image-diff.ts";
import type { ImagesDiffView } from "#lib/diffs/view.ts";

/** What a device pulls for the new image, and what is set otherwise in it. */
export function ImageSection({ pair }: { pair: Pair }) {
  const [platform, setPlatform] = useState<string | null>(null);
  const query = useQuery({
    queryKey: diffKeys.images(pair, platform),
    queryFn: ({ signal }) => readImages(pair, platform, signal),
  });
  if (query.isError) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  if (!query.data) return <SkeletonRows rows={8} label="Asking the registry" />;
  if (query.data.kind === "unavailable") {
    return (
      <EmptyState icon={Container} title="The images cannot be compared now">
        {query.data.reason}
      </EmptyState>
    );
  }
  return <Images images={query.data} onPlatform={setPlatform} />;
}

type Compared = Extract<ImagesDiffView, { kind: "compared" }>;

function Images({ images, onPlatform }: { images: Compared; onPlatform: (platform: string) => void }) {
  const { layers, config, platforms, platform, to } = images;
  const share = to.size === 0 ? 0 : layers.bytesToPull / to.size;
  return (
    <div className="space-y-4">
      <StatStrip>
        <Stat
          label="Bytes to pull"
          value={formatBytes(layers.bytesToPull)}
          detail={`${formatPercent(share)} of the image`}
        />
        <Stat label="Reused" value={countOf(layers.reused, "layer")} detail={formatBytes(layers.reusedBytes)} />
        <Stat label="Before" value={formatBytes(images.from.size)} detail={images.from.image} />
        <Stat label="After" value={formatBytes(to.size)} detail={to.image} />
      </StatStrip>
      <Panel
        title="Layers"
        count={layers.layers.length}
        actions={
          platforms.length > 1 && (
            <Select
              aria-label="Platform"
              value={platform}
              onChange={(event) => onPlatform(event.target.value)}
              options={platforms.map((value) => ({ value, label: value }))}
            />
          )
        }
      >
        <DataTable
          label="Layers"
          columns={layerColumns}
          rows={layers.layers}
          rowKey={(row) => `${row.status}${row.digest}`}
        />
      </Panel>
      <Panel title="How it is run" count={countOf(config.length, "change")}>
        {config.length === 0 ? (
          <EmptyState title="Nothing of it changed" className="py-6" />
        ) : (
          <DataTable
            label="Configuration of the image"
            columns={configColumns}
            rows={config}
            rowKey={(row) => row.name}
          />
        )}
      </Panel>
      <ImageFiles files={images.files} />
    </div>
  );
}

const layerStatus = {
  reused: { label: "Reused", tone: "good" },
  added: { label: "To pull", tone: "warn" },
  removed: { label: "No longer needed", tone: "idle" },
} as const;

const layerColumns: Column<LayerChange>[] = [
  {
    id: "status",
    header: "Layer",
    cell: ({ status }) => (
      <span className={cn("text-xs font-medium whitespace-nowrap", toneInk[layerStatus[status].tone])}>
        {layerStatus[status].label}
      </span>
    ),
  },
  { id: "digest", header: "Digest", cell: ({ digest }) => <Digest digest={digest} copy /> },
  { id: "size", header: "Size", align: "right", cell: ({ size }) => formatBytes(size) },
  {
    id: "by",
    header: "Made by",
    hideBelow: "md",
    cell: ({ createdBy }) => (
      <code className="line-clamp-2 font-mono text-xs wrap-anywhere text-muted">{createdBy}</code>
    ),
  },
];

const configStatus = { added: "added", removed: "removed", changed: "modified" } as const;

const configColumns: Column<ConfigChange>[] = [
  {
    id: "name",
    header: "Setting",
    cell: ({ name, status }) => (
      <span className="flex items-center gap-1.5">
        <StatusMark status={configStatus[status]} />
        {name}
      </span>
    ),
  },
  { id: "from", header: "Before", cell: ({ from }) => <code className="font-mono text-xs wrap-anywhere">{from}</code> },
  { id: "to", header: "After", cell: ({ to }) => <code className="font-mono text-xs wrap-anywhere">{to}</code> },
];

const fileColumns: Column<EntryChange>[] = [
  {
    id: "path",
    header: "File",
    cell: (row) => (
      <span className="flex items-center gap-1.5">
        <StatusMark status={row.status} />
        <code className="font-mono text-xs wrap-anywhere">{row.path}</code>
      </span>
    ),
  },
  { id: "from", header: "Before", align: "right", cell: ({ from }) => from && formatBytes(from.size) },
  { id: "to", header: "After", align: "right", cell: ({ to }) => to && formatBytes(to.size) },
];

function ImageFiles({ files }: { files: Compared["files"] }) {
  if (files.kind === "unavailable") return <Notice title="Files were not compared">{files.reason}</Notice>;
  const { added, removed, modified, moved } = files.counts;
  return (
    <Panel title="Files in the layers that differ" count={countOf(added + removed + modified + moved, "change")}>
      {files.entries.length === 0 ? (
        <EmptyState title="The files are the same" className="py-6" />
      ) : (
        <DataTable
          label="Files in the layers that differ"
          columns={fileColumns}
          rows={files.entries}
          rowKey={(row) => row.path}
          className="max-h-[60vh] overflow-y-auto"
        />
      )}
      {files.isCut && <p className="px-3 py-2 text-xs text-muted">These are the first of them.</p>}
    </Panel>
  );
}
