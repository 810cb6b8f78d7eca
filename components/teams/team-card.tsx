"use client";

import { EllipsisVertical, Pencil, Trash2, UserPlus, X } from "lucide-react";
import { useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";
import { addMember, deleteTeam, removeMember } from "#components/access/queries.ts";
import { TeamForm, type Named, type Places } from "#components/teams/team-form.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { DialogActions } from "#components/ui/dialog-actions.tsx";
import { sentenceOf } from "#components/ui/error-state.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Menu, MenuItem, MenuSeparator } from "#components/ui/menu.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { Select } from "#components/ui/select.tsx";
import { toast } from "#components/ui/toast.tsx";
import { useFormSubmit } from "#components/ui/use-form-submit.ts";
import type { TeamMemberView, TeamView } from "#lib/access/view.ts";

type TeamCardProps = { team: TeamView; places: Places; people: readonly Named[]; mayWrite: boolean };
type Question = "edit" | "member" | "delete" | null;

/** A team: its people, and what is its own. */
export function TeamCard({ team, places, people, mayWrite }: TeamCardProps) {
  const router = useRouter();
  const [question, setQuestion] = useState<Question>(null);
  const close = () => setQuestion(null);
  const outside = people.filter(({ id }) => !team.members.some((member) => member.userId === id));

  return (
    <Panel
      id={`team-${team.slug}`}
      title={team.name}
      bodyClassName="space-y-3 p-3"
      actions={mayWrite && <TeamMenu name={team.name} ask={setQuestion} />}
    >
      {team.description && <p className="text-muted">{team.description}</p>}
      <Part label="People" isEmpty={team.members.length === 0} empty="Nobody yet">
        {team.members.map((member) => (
          <Member key={member.userId} team={team} member={member} mayWrite={mayWrite} />
        ))}
      </Part>
      <Part label="Products" isEmpty={team.products.length === 0} empty="None">
        {team.products.map(({ id, name }) => (
          <Badge key={id}>{name}</Badge>
        ))}
      </Part>
      <Part label="Environments" isEmpty={team.environments.length === 0} empty="None">
        {team.environments.map(({ id, name }) => (
          <Badge key={id}>{name}</Badge>
        ))}
      </Part>
      <Dialog open={question === "edit"} onOpenChange={close} title={`Edit ${team.name}`}>
        <TeamForm team={team} places={places} onDone={close} />
      </Dialog>
      <Dialog open={question === "member"} onOpenChange={close} title={`Add somebody to ${team.name}`}>
        <MemberForm team={team} people={outside} onDone={close} />
      </Dialog>
      <ConfirmDialog
        open={question === "delete"}
        onOpenChange={close}
        title={`Delete the team ${team.name}?`}
        confirmLabel="Delete the team"
        danger
        onConfirm={async () => {
          await deleteTeam(team.id);
          router.refresh();
        }}
      >
        Its products, environments and people stay. Those of its {team.members.length} members who are limited to their
        teams no longer see what they saw through it alone.
      </ConfirmDialog>
    </Panel>
  );
}

function TeamMenu({ name, ask }: { name: string; ask: (question: Question) => void }) {
  return (
    <Menu label={name} trigger={<IconButton icon={EllipsisVertical} label={`Actions for ${name}`} size="sm" />}>
      <MenuItem icon={UserPlus} onSelect={() => ask("member")}>
        Add somebody…
      </MenuItem>
      <MenuItem icon={Pencil} onSelect={() => ask("edit")}>
        Edit…
      </MenuItem>
      <MenuSeparator />
      <MenuItem icon={Trash2} danger onSelect={() => ask("delete")}>
        Delete…
      </MenuItem>
    </Menu>
  );
}

type PartProps = { label: string; isEmpty: boolean; empty: string; children: ReactNode };

function Part({ label, isEmpty, empty, children }: PartProps) {
  return (
    <div>
      <p className="text-2xs text-faint">{label}</p>
      {isEmpty ? <p className="text-muted">{empty}</p> : <div className="flex flex-wrap gap-1.5">{children}</div>}
    </div>
  );
}

function Member({ team, member, mayWrite }: { team: TeamView; member: TeamMemberView; mayWrite: boolean }) {
  const router = useRouter();

  async function remove() {
    try {
      await removeMember(team.id, member.userId);
      router.refresh();
    } catch (error) {
      toast({ kind: "bad", title: `${member.name} is still in the team`, detail: sentenceOf(error) });
    }
  }

  return (
    <span className="inline-flex min-h-7 items-center gap-1 rounded-md border border-line bg-sunken py-0.5 pr-1 pl-2">
      <span title={member.email}>{member.name}</span>
      {member.source !== "manual" && <span className="text-xs text-faint">by a group</span>}
      {member.kind === "service" && <span className="text-xs text-faint">service</span>}
      {mayWrite && (
        <IconButton
          icon={X}
          label={`Take ${member.name} out of ${team.name}`}
          size="sm"
          onClick={() => void remove()}
        />
      )}
    </span>
  );
}

function MemberForm({ team, people, onDone }: { team: TeamView; people: readonly Named[]; onDone: () => void }) {
  const router = useRouter();
  const [userId, setUserId] = useState(people[0]?.id ?? "");
  const { onSubmit, isBusy, error } = useFormSubmit(async () => {
    await addMember(team.id, userId);
    onDone();
    router.refresh();
  });
  return (
    <form className="space-y-4" onSubmit={onSubmit}>
      <FormError error={error} title="Nobody was added" />
      <Field label="Person or service account">
        <Select
          value={userId}
          onChange={(event) => setUserId(event.target.value)}
          options={people.map(({ id, name }) => ({ value: id, label: name }))}
        />
      </Field>
      <DialogActions submit="Add" busy={isBusy} disabled={userId === ""} />
    </form>
  );
}
