"use client";

import { Ban, EllipsisVertical, Pencil, Webhook } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";
import { api } from "#components/api.ts";
import { useMay } from "#components/session.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Menu, MenuItem, MenuSeparator } from "#components/ui/menu.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { formatNames } from "#components/webhooks/looks.tsx";
import { type SourceFormat, SourceForm } from "#components/webhooks/source-form.tsx";
import type { SourceView } from "#lib/intake/view-sources.ts";

type Question = { kind: "edit" | "revoke"; source: SourceView } | null;

export function SourceList({ sources, empty }: { sources: readonly SourceView[]; empty: ReactNode }) {
  const router = useRouter();
  const mayWrite = useMay("webhooks:write");
  const [question, setQuestion] = useState<Question>(null);
  const close = () => setQuestion(null);

  async function revoke() {
    if (question) await api(`/api/v1/webhooks/sources/${question.source.id}`, { method: "DELETE" });
    router.refresh();
  }

  return (
    <>
      <DataTable
        label="Sources"
        columns={mayWrite ? [...columns, actionsColumn(setQuestion)] : columns}
        rows={sources}
        rowKey={({ id }) => id}
        empty={empty}
      />
      <Dialog open={question?.kind === "edit"} onOpenChange={close} title={`Edit ${question?.source.name ?? ""}`}>
        {question && (
          <SourceForm
            source={question.source}
            onDone={() => {
              close();
              router.refresh();
            }}
          />
        )}
      </Dialog>
      <ConfirmDialog
        open={question?.kind === "revoke"}
        onOpenChange={close}
        title={`Revoke ${question?.source.name ?? ""}?`}
        confirmLabel="Revoke the source"
        danger
        onConfirm={revoke}
      >
        Its address ends: calls to it are refused from now on. The deliveries it made stay.
      </ConfirmDialog>
    </>
  );
}

const columns: Column<SourceView>[] = [
  {
    id: "name",
    header: "Source",
    cell: (source) => (
      <Link
        href={`/webhooks?source=${source.id}`}
        className={source.revokedAt ? "rounded text-faint line-through" : "rounded font-medium hover:underline"}
      >
        {source.name}
      </Link>
    ),
  },
  { id: "format", header: "Sender", cell: (source) => formatNames[source.format as SourceFormat] },
  {
    id: "host",
    header: "Registry host",
    hideBelow: "md",
    cell: (source) =>
      source.registryHost ? (
        <code className="font-mono text-xs">
          {source.registryHost}
          {source.repositoryPrefix ? `/${source.repositoryPrefix}` : ""}
        </code>
      ) : (
        <span className="text-faint">as the body says</span>
      ),
  },
  {
    id: "prefix",
    header: "Token begins with",
    hideBelow: "lg",
    cell: (source) => <code className="font-mono text-xs text-muted">{source.prefix}…</code>,
  },
  {
    id: "state",
    header: "State",
    hideBelow: "sm",
    cell: (source) => <Badge>{source.revokedAt ? "revoked" : source.enabled ? "in use" : "switched off"}</Badge>,
  },
  {
    id: "createdAt",
    header: "Made",
    align: "right",
    hideBelow: "sm",
    cell: (source) => <RelativeTime at={source.createdAt} />,
  },
];

function actionsColumn(ask: (question: Question) => void): Column<SourceView> {
  return {
    id: "do",
    header: <span className="sr-only">Actions</span>,
    align: "right",
    className: "w-12",
    cell: (source) =>
      !source.revokedAt && (
        <Menu
          label={source.name}
          trigger={<IconButton icon={EllipsisVertical} label={`Actions for ${source.name}`} size="sm" />}
        >
          <MenuItem icon={Pencil} onSelect={() => ask({ kind: "edit", source })}>
            Edit…
          </MenuItem>
          <SwitchItem source={source} />
          <MenuSeparator />
          <MenuItem icon={Ban} danger onSelect={() => ask({ kind: "revoke", source })}>
            Revoke…
          </MenuItem>
        </Menu>
      ),
  };
}

function SwitchItem({ source }: { source: SourceView }) {
  const router = useRouter();
  async function change() {
    await api(`/api/v1/webhooks/sources/${source.id}`, { method: "PATCH", body: { enabled: !source.enabled } });
    router.refresh();
  }
  return (
    <MenuItem icon={Webhook} onSelect={() => void change()}>
      {source.enabled ? "Switch off" : "Switch on"}
    </MenuItem>
  );
}
