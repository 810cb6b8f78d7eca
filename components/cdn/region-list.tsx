"use client";

import { EllipsisVertical, Pencil, Plug, Power, PowerOff, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { deleteRegion, updateRegion } from "#components/cdn/queries.ts";
import { RegionForm } from "#components/cdn/region-form.tsx";
import { RegionState } from "#components/cdn/region-looks.tsx";
import { TestRegion } from "#components/cdn/test-region.tsx";
import { useMay } from "#components/session.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { countOf, formatNumber } from "#components/ui/format.ts";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Menu, MenuItem, MenuSeparator } from "#components/ui/menu.tsx";
import { ProgressBar } from "#components/ui/progress-bar.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { useSwitching } from "#components/ui/use-switching.ts";
import { providerTraits } from "#lib/cdn/rules/provider.ts";
import type { RegionView } from "#lib/cdn/view.ts";

type Question = { kind: "edit" | "test" | "delete"; region: RegionView } | null;

/** The places from which files are handed out; this server is the first of them. */
export function RegionList({ regions }: { regions: readonly RegionView[] }) {
  const router = useRouter();
  const mayWrite = useMay("regions:write");
  const [question, setQuestion] = useState<Question>(null);
  const close = () => setQuestion(null);

  const turn = useSwitching<RegionView>(({ name }, change) => updateRegion(name, change));

  return (
    <>
      <DataTable
        label="Regions"
        columns={mayWrite ? [...columns, actionsColumn(setQuestion, turn)] : columns}
        rows={regions}
        rowKey={({ name }) => name}
      />
      <TestRegion region={question?.kind === "test" ? question.region : null} onClose={close} />
      <Dialog open={question?.kind === "edit"} onOpenChange={close} title={`Region ${question?.region.name ?? ""}`}>
        {question && (
          <RegionForm
            region={question.region}
            onDone={() => {
              close();
              router.refresh();
            }}
          />
        )}
      </Dialog>
      <ConfirmDialog
        open={question?.kind === "delete"}
        onOpenChange={close}
        title={`Remove the region ${question?.region.name ?? ""}?`}
        confirmLabel="Remove the region"
        danger
        onConfirm={async () => {
          if (question) await deleteRegion(question.region.name);
          router.refresh();
        }}
      >
        Slipway forgets it and its credentials. What the cache has of{" "}
        {countOf(question?.region.files.distributed ?? 0, "file")} stays there until it runs out; files that were
        deleted are not taken back from it any more.
      </ConfirmDialog>
    </>
  );
}

const columns: Column<RegionView>[] = [
  {
    id: "name",
    header: "Region",
    cell: (region) => (
      <span className="flex flex-wrap items-center gap-2">
        <span className="font-medium">{region.name}</span>
        {region.isFromEnvironment && <Badge title="As CDN_PROVIDER and its like say">environment</Badge>}
      </span>
    ),
  },
  { id: "state", header: "State", cell: (region) => <RegionState region={region} /> },
  { id: "provider", header: "Provider", hideBelow: "sm", cell: ({ provider }) => providerTraits[provider].label },
  {
    id: "address",
    header: "Address",
    hideBelow: "md",
    cell: ({ baseUrl }) =>
      baseUrl === "" ? (
        <span className="text-muted">wherever it is reached</span>
      ) : (
        <span className="flex items-center gap-1">
          <code className="max-w-64 truncate font-mono text-xs">{baseUrl}</code>
          <CopyButton text={baseUrl} label="Copy the address" />
        </span>
      ),
  },
  { id: "files", header: "Files", hideBelow: "sm", className: "min-w-32", cell: (region) => <Files region={region} /> },
  {
    id: "error",
    header: "What was wrong",
    hideBelow: "xl",
    className: "text-muted",
    cell: ({ lastError }) => <span className="line-clamp-2 max-w-sm">{lastError}</span>,
  },
  {
    id: "checked",
    header: "Tested",
    align: "right",
    hideBelow: "lg",
    cell: ({ checkedAt }) => <RelativeTime at={checkedAt} />,
  },
];

function Files({ region: { files, isOrigin } }: { region: RegionView }) {
  if (isOrigin) return <span className="text-muted">all</span>;
  const moving = files.pending + files.invalidating + files.removing;
  const total = files.distributed + moving + files.failed;
  if (total === 0) return <span className="text-muted">none yet</span>;
  return (
    <span className="block space-y-1">
      <span className="text-xs tabular-nums">
        {formatNumber(files.distributed)} of {formatNumber(total)}
        {files.failed > 0 && <span className="text-bad-ink"> · {formatNumber(files.failed)} failed</span>}
      </span>
      <ProgressBar
        label="Files"
        moving={moving > 0}
        segments={[
          { key: "distributed", label: "distributed", value: files.distributed, tone: "good" },
          { key: "moving", label: "on their way", value: moving, tone: "move" },
          { key: "failed", label: "failed", value: files.failed, tone: "bad" },
        ]}
      />
    </span>
  );
}

function actionsColumn(
  ask: (question: Question) => void,
  turn: (region: RegionView) => Promise<void>,
): Column<RegionView> {
  return {
    id: "do",
    header: <span className="sr-only">Actions</span>,
    align: "right",
    className: "w-28",
    cell: (region) =>
      !region.isOrigin && (
        <span className="inline-flex items-center gap-1">
          <Button size="sm" onClick={() => ask({ kind: "test", region })}>
            <Plug aria-hidden />
            Test
          </Button>
          <Menu
            label={region.name}
            trigger={<IconButton icon={EllipsisVertical} label={`Actions for ${region.name}`} size="sm" />}
          >
            <MenuItem icon={region.enabled ? PowerOff : Power} onSelect={() => void turn(region)}>
              {region.enabled ? "Switch off" : "Switch on"}
            </MenuItem>
            {!region.isFromEnvironment && (
              <>
                <MenuItem icon={Pencil} onSelect={() => ask({ kind: "edit", region })}>
                  Edit…
                </MenuItem>
                <MenuSeparator />
                <MenuItem icon={Trash2} danger onSelect={() => ask({ kind: "delete", region })}>
                  Remove…
                </MenuItem>
              </>
            )}
          </Menu>
        </span>
      ),
  };
}
