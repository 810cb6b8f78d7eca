"use client";

import { Ban, Bot, CircleCheck, Plus, RotateCcw } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { changeServiceAccount, createServiceAccount } from "#components/access/queries.ts";
import { useMay } from "#components/session.tsx";
import { LimitedChoice } from "#components/users/limited-choice.tsx";
import { roleChoices } from "#components/users/roles.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { ChoiceCards } from "#components/ui/choice-cards.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { DialogActions } from "#components/ui/dialog-actions.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { sentenceOf } from "#components/ui/error-state.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Input } from "#components/ui/input.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { StateBadge } from "#components/ui/state-badge.tsx";
import { toast } from "#components/ui/toast.tsx";
import { useFormSubmit } from "#components/ui/use-form-submit.ts";
import type { Role } from "#lib/access/rules/scopes.ts";
import type { ServiceAccountView } from "#lib/access/view.ts";

/** Accounts of programs: their roles and teams bound what their tokens may do. */
export function ServiceAccounts({ accounts }: { accounts: readonly ServiceAccountView[] }) {
  const router = useRouter();
  const mayWrite = useMay("users:write");
  const [disabling, setDisabling] = useState<ServiceAccountView | null>(null);

  async function setDisabled(account: ServiceAccountView, disabled: boolean) {
    await changeServiceAccount(account.id, { disabled });
    router.refresh();
  }

  async function enable(account: ServiceAccountView) {
    try {
      await setDisabled(account, false);
    } catch (error) {
      toast({ kind: "bad", title: `${account.name} is still disabled`, detail: sentenceOf(error) });
    }
  }

  const actions = actionsColumn(setDisabling, (account) => void enable(account));
  return (
    <Panel title="Service accounts" actions={mayWrite && <CreateAccount />}>
      <DataTable
        label="Service accounts"
        columns={mayWrite ? [...columns, actions] : columns}
        rows={accounts}
        rowKey={({ id }) => id}
        empty={
          <EmptyState icon={Bot} title="No service accounts">
            For programs with several tokens: its role and teams bound them all, and disabling it ends them all.
          </EmptyState>
        }
      />
      <ConfirmDialog
        open={disabling !== null}
        onOpenChange={() => setDisabling(null)}
        title={`Disable ${disabling?.name ?? ""}?`}
        confirmLabel="Disable the account"
        danger
        onConfirm={async () => disabling && setDisabled(disabling, true)}
      >
        All of its tokens are refused from their next call on, until it is enabled again.
      </ConfirmDialog>
    </Panel>
  );
}

const columns: Column<ServiceAccountView>[] = [
  { id: "name", header: "Account", cell: ({ name }) => <span className="font-medium">{name}</span> },
  {
    id: "role",
    header: "Role",
    cell: ({ role, isLimited }) => (
      <span className="flex flex-wrap items-center gap-1.5">
        {role}
        {isLimited && <Badge>teams only</Badge>}
      </span>
    ),
  },
  {
    id: "state",
    header: "State",
    hideBelow: "sm",
    cell: ({ disabled }) => (
      <StateBadge tone={disabled ? "idle" : "good"} icon={disabled ? Ban : CircleCheck}>
        {disabled ? "Disabled" : "Active"}
      </StateBadge>
    ),
  },
  {
    id: "made",
    header: "Made",
    align: "right",
    hideBelow: "md",
    cell: ({ createdAt }) => <RelativeTime at={createdAt} />,
  },
];

function actionsColumn(
  disable: (account: ServiceAccountView) => void,
  enable: (account: ServiceAccountView) => void,
): Column<ServiceAccountView> {
  return {
    id: "do",
    header: <span className="sr-only">Actions</span>,
    align: "right",
    className: "w-12",
    cell: (account) =>
      account.disabled ? (
        <IconButton icon={RotateCcw} label={`Enable ${account.name}`} size="sm" onClick={() => enable(account)} />
      ) : (
        <IconButton icon={Ban} label={`Disable ${account.name}`} size="sm" onClick={() => disable(account)} />
      ),
  };
}

function CreateAccount() {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Dialog
      open={isOpen}
      onOpenChange={setIsOpen}
      title="Make a service account"
      trigger={
        <Button size="sm">
          <Plus aria-hidden />
          Make a service account
        </Button>
      }
    >
      <AccountForm onDone={() => setIsOpen(false)} />
    </Dialog>
  );
}

function AccountForm({ onDone }: { onDone: () => void }) {
  const router = useRouter();
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("operator");
  const [isLimited, setIsLimited] = useState(false);
  const { onSubmit, isBusy, error, problemOf } = useFormSubmit(async () => {
    await createServiceAccount({ name, role, isLimited });
    onDone();
    router.refresh();
  });
  return (
    <form className="space-y-4" onSubmit={onSubmit}>
      <FormError error={error} placed={["name"]} title="The account was not made" />
      <Field label="Name" error={problemOf("name")} help="What it is for.">
        <Input value={name} onChange={(event) => setName(event.target.value)} required maxLength={120} />
      </Field>
      <ChoiceCards legend="Role" choices={roleChoices} value={role} onChange={setRole} />
      <LimitedChoice value={isLimited} onChange={setIsLimited} />
      <DialogActions submit="Make the account" busy={isBusy} />
    </form>
  );
}
