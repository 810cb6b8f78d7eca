"use client";

import { Group, Plus, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { createMapping, deleteMapping } from "#components/access/queries.ts";
import type { Named } from "#components/teams/team-form.tsx";
import { Button } from "#components/ui/button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { DialogActions } from "#components/ui/dialog-actions.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Input } from "#components/ui/input.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { Select } from "#components/ui/select.tsx";
import { useFormSubmit } from "#components/ui/use-form-submit.ts";
import { isRole, ROLES } from "#lib/access/rules/scopes.ts";
import type { GroupMappingView } from "#lib/access/view.ts";

const PROVIDERS = [
  { value: "oidc", label: "Single sign-on (OpenID)" },
  { value: "github", label: "GitHub" },
];
const providerNames: Record<string, string> = { oidc: "single sign-on", github: "GitHub" };
const NONE = { value: "", label: "None" };

type GroupMappingsProps = { mappings: readonly GroupMappingView[]; teams: readonly Named[]; mayWrite: boolean };

/** What groups of GitHub or the OpenID provider mean here. */
export function GroupMappings({ mappings, teams, mayWrite }: GroupMappingsProps) {
  const router = useRouter();
  const [isOpen, setIsOpen] = useState(false);
  const [removing, setRemoving] = useState<GroupMappingView | null>(null);
  const columns = columnsOf(teams);
  return (
    <Panel
      title="Groups"
      actions={
        mayWrite && (
          <Dialog
            open={isOpen}
            onOpenChange={setIsOpen}
            title="Give a group a meaning"
            description="It counts from each person's next sign-in on. With a role it also lets new people in."
            trigger={
              <Button size="sm">
                <Plus aria-hidden />
                Map a group
              </Button>
            }
          >
            <MappingForm teams={teams} onDone={() => setIsOpen(false)} />
          </Dialog>
        )
      }
    >
      <DataTable
        label="Groups"
        columns={mayWrite ? [...columns, removeColumn(setRemoving)] : columns}
        rows={mappings}
        rowKey={({ id }) => id}
        empty={
          <EmptyState icon={Group} title="No group means anything yet">
            Groups of GitHub and of your OpenID provider can give roles and teams.
          </EmptyState>
        }
      />
      <ConfirmDialog
        open={removing !== null}
        onOpenChange={() => setRemoving(null)}
        title={`Let ${removing?.group ?? "the group"} mean nothing?`}
        confirmLabel="Remove the meaning"
        danger
        onConfirm={async () => {
          if (removing) await deleteMapping(removing.id);
          router.refresh();
        }}
      >
        Its people lose the role and the team that they have by it at their next sign-in.
      </ConfirmDialog>
    </Panel>
  );
}

function columnsOf(teams: readonly Named[]): Column<GroupMappingView>[] {
  return [
    { id: "group", header: "Group", cell: ({ group }) => <span className="font-medium break-words">{group}</span> },
    { id: "provider", header: "Of", hideBelow: "sm", cell: ({ provider }) => providerNames[provider] ?? provider },
    { id: "role", header: "Gives the role", cell: ({ role }) => role ?? "—" },
    { id: "team", header: "And the team", cell: ({ teamId }) => teams.find(({ id }) => id === teamId)?.name ?? "—" },
  ];
}

function removeColumn(ask: (mapping: GroupMappingView) => void): Column<GroupMappingView> {
  return {
    id: "do",
    header: <span className="sr-only">Actions</span>,
    align: "right",
    className: "w-12",
    cell: (mapping) => (
      <IconButton
        icon={Trash2}
        label={`Remove the meaning of ${mapping.group}`}
        size="sm"
        onClick={() => ask(mapping)}
      />
    ),
  };
}

function MappingForm({ teams, onDone }: { teams: readonly Named[]; onDone: () => void }) {
  const router = useRouter();
  const [provider, setProvider] = useState("oidc");
  const [group, setGroup] = useState("");
  const [role, setRole] = useState("");
  const [teamId, setTeamId] = useState("");
  const { onSubmit, isBusy, error, problemOf } = useFormSubmit(async () => {
    await createMapping({ provider, group, ...(isRole(role) && { role }), ...(teamId !== "" && { teamId }) });
    onDone();
    router.refresh();
  });
  return (
    <form className="space-y-4" onSubmit={onSubmit}>
      <FormError error={error} placed={["group", "role"]} title="The group got no meaning" />
      <Field label="Provider">
        <Select value={provider} onChange={(event) => setProvider(event.target.value)} options={PROVIDERS} />
      </Field>
      <Field
        label="Group"
        error={problemOf("group")}
        help={provider === "github" ? "An organization, or organization/team." : "As the provider writes it."}
      >
        <Input value={group} onChange={(event) => setGroup(event.target.value)} required maxLength={255} />
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Role" error={problemOf("role")} help="At the least.">
          <Select
            value={role}
            onChange={(event) => setRole(event.target.value)}
            options={[NONE, ...ROLES.map((value) => ({ value, label: value }))]}
          />
        </Field>
        <Field label="Team">
          <Select
            value={teamId}
            onChange={(event) => setTeamId(event.target.value)}
            options={[NONE, ...teams.map(({ id, name }) => ({ value: id, label: name }))]}
          />
        </Field>
      </div>
      <DialogActions submit="Save" busy={isBusy} disabled={role === "" && teamId === ""} />
    </form>
  );
}
