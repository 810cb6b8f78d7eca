"use client";

import { CircleCheck, CircleDashed, CircleX, EllipsisVertical, KeyRound, LockOpen, Plug, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";
import { api } from "#components/api.ts";
import { RegistryForm } from "#components/registries/registry-form.tsx";
import { TestRegistry } from "#components/registries/test-registry.tsx";
import { useMay } from "#components/session.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Menu, MenuItem, MenuSeparator } from "#components/ui/menu.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { StateBadge } from "#components/ui/state-badge.tsx";
import type { RegistryView } from "#lib/intake/view-registries.ts";

type Question = { kind: "edit" | "test" | "delete"; registry: RegistryView } | null;

export function RegistryList({ registries, empty }: { registries: readonly RegistryView[]; empty: ReactNode }) {
  const router = useRouter();
  const mayWrite = useMay("registries:write");
  const [question, setQuestion] = useState<Question>(null);
  const close = () => setQuestion(null);

  async function remove() {
    if (question) await api(`/api/v1/registries/${question.registry.id}`, { method: "DELETE" });
    router.refresh();
  }

  return (
    <>
      <DataTable
        label="Registries"
        columns={mayWrite ? [...columns, actionsColumn(setQuestion)] : columns}
        rows={registries}
        rowKey={({ id }) => id}
        empty={empty}
      />
      <TestRegistry registry={question?.kind === "test" ? question.registry : null} onClose={close} />
      <Dialog
        open={question?.kind === "edit"}
        onOpenChange={close}
        title={`Credentials for ${question?.registry.host ?? ""}`}
      >
        {question && (
          <RegistryForm
            registry={question.registry}
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
        title={`Remove ${question?.registry.host ?? ""}?`}
        confirmLabel="Remove the registry"
        danger
        onConfirm={remove}
      >
        Its credentials are deleted. Rollouts of its images wait, unless it may be asked anonymously.
      </ConfirmDialog>
    </>
  );
}

const columns: Column<RegistryView>[] = [
  {
    id: "host",
    header: "Registry",
    cell: (registry) => (
      <span className="flex items-center gap-2">
        <span className="max-w-72 truncate font-medium max-sm:max-w-40">{registry.host}</span>
        {registry.isInsecure && (
          <Badge title="Listed in SLIPWAY_REGISTRY_INSECURE">
            <LockOpen aria-hidden className="size-3" />
            plain HTTP
          </Badge>
        )}
      </span>
    ),
  },
  {
    id: "credentials",
    header: "Credentials",
    hideBelow: "sm",
    cell: (registry) =>
      registry.hasPassword ? (
        <span className="inline-flex items-center gap-1.5">
          <KeyRound aria-hidden className="size-3.5 text-muted" />
          {registry.username}
        </span>
      ) : (
        <span className="text-muted">anonymous</span>
      ),
  },
  { id: "state", header: "State", cell: (registry) => <RegistryState registry={registry} /> },
  {
    id: "error",
    header: "What it last said",
    hideBelow: "lg",
    className: "text-muted",
    cell: (registry) => <span className="line-clamp-2 max-w-lg">{registry.lastError}</span>,
  },
  {
    id: "checked",
    header: "Asked",
    align: "right",
    hideBelow: "md",
    cell: (registry) => <RelativeTime at={registry.lastCheckedAt} />,
  },
];

function RegistryState({ registry }: { registry: RegistryView }) {
  if (registry.lastError)
    return (
      <StateBadge tone="bad" icon={CircleX}>
        Trouble
      </StateBadge>
    );
  if (registry.lastCheckedAt)
    return (
      <StateBadge tone="good" icon={CircleCheck}>
        Answers
      </StateBadge>
    );
  return (
    <StateBadge tone="idle" icon={CircleDashed}>
      Not asked yet
    </StateBadge>
  );
}

function actionsColumn(ask: (question: Question) => void): Column<RegistryView> {
  return {
    id: "do",
    header: <span className="sr-only">Actions</span>,
    align: "right",
    className: "w-28",
    cell: (registry) => (
      <span className="inline-flex items-center gap-1">
        <Button size="sm" onClick={() => ask({ kind: "test", registry })}>
          <Plug aria-hidden />
          Test
        </Button>
        <Menu
          label={registry.host}
          trigger={<IconButton icon={EllipsisVertical} label={`Actions for ${registry.host}`} size="sm" />}
        >
          <MenuItem icon={KeyRound} onSelect={() => ask({ kind: "edit", registry })}>
            Change credentials…
          </MenuItem>
          <MenuSeparator />
          <MenuItem icon={Trash2} danger onSelect={() => ask({ kind: "delete", registry })}>
            Remove…
          </MenuItem>
        </Menu>
      </span>
    ),
  };
}
