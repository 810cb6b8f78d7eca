"use client";

import { EllipsisVertical, Pencil, Trash2, Workflow } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { deleteTrigger } from "#components/ci/queries.ts";
import { TriggerForm, type TriggerChoices } from "#components/ci/trigger-form.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Menu, MenuItem, MenuSeparator } from "#components/ui/menu.tsx";
import type { TriggerView } from "#lib/ci/view.ts";

type TriggerListProps = { triggers: readonly TriggerView[]; choices: TriggerChoices; isEditable: boolean };
type Question = { kind: "edit" | "delete"; trigger: TriggerView };

export function TriggerList({ triggers, choices, isEditable }: TriggerListProps) {
  const router = useRouter();
  const [question, setQuestion] = useState<Question | null>(null);
  const close = () => setQuestion(null);

  async function remove() {
    if (question) await deleteTrigger(question.trigger.id);
    router.refresh();
  }

  return (
    <>
      <DataTable
        label="CI triggers"
        columns={columnsWith(isEditable ? setQuestion : null)}
        rows={triggers}
        rowKey={({ id }) => id}
        empty={
          <EmptyState icon={Workflow} title="No CI triggers yet">
            With one, a green run on a branch deploys the version that was built from its commit, and a red one stops
            it. Point GitHub&rsquo;s workflow_run webhook at /api/v1/webhooks/github, or any other CI system at an
            address of its own.
          </EmptyState>
        }
      />
      {question?.kind === "edit" && (
        <Dialog open onOpenChange={close} title={`Edit ${question.trigger.name}`} wide>
          <TriggerForm
            trigger={question.trigger}
            choices={choices}
            onDone={() => {
              close();
              router.refresh();
            }}
          />
        </Dialog>
      )}
      <ConfirmDialog
        open={question?.kind === "delete"}
        onOpenChange={close}
        title={`Remove ${question?.trigger.name ?? "the trigger"}?`}
        confirmLabel="Remove the trigger"
        danger
        onConfirm={remove}
      >
        Runs start and stop nothing by it any more. The deployments that it started go on.
      </ConfirmDialog>
    </>
  );
}

function columnsWith(ask: ((question: Question) => void) | null): Column<TriggerView>[] {
  const columns: Column<TriggerView>[] = [
    {
      id: "name",
      header: "Trigger",
      cell: ({ name, enabled, mode }) => (
        <span className="flex flex-wrap items-center gap-2">
          <span className={enabled ? "font-medium" : "text-faint"}>{name}</span>
          {!enabled && <Badge>off</Badge>}
          {mode === "watch" && <Badge>watches</Badge>}
        </span>
      ),
    },
    {
      id: "runs",
      header: "Runs of",
      cell: ({ repository, workflow, branch }) => (
        <span className="font-mono text-xs">
          {repository} {workflow === "" ? "*" : workflow} @ {branch}
        </span>
      ),
    },
    {
      id: "deploys",
      header: "Deploys",
      hideBelow: "md",
      cell: ({ product, environment, template }) => (
        <>
          {product.name} to {environment.name} <span className="text-muted">by {template.name}</span>
        </>
      ),
    },
  ];
  if (ask === null) return columns;
  return [
    ...columns,
    {
      id: "do",
      header: <span className="sr-only">Actions</span>,
      align: "right",
      className: "w-10",
      cell: (trigger) => (
        <Menu
          trigger={<IconButton icon={EllipsisVertical} label={`More for ${trigger.name}`} size="sm" />}
          label="Trigger"
        >
          <MenuItem icon={Pencil} onSelect={() => ask({ kind: "edit", trigger })}>
            Edit…
          </MenuItem>
          <MenuSeparator />
          <MenuItem icon={Trash2} danger onSelect={() => ask({ kind: "delete", trigger })}>
            Remove…
          </MenuItem>
        </Menu>
      ),
    },
  ];
}
