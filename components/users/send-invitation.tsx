"use client";

import { Mail } from "lucide-react";
import { useState } from "react";
import { invite } from "#components/access/queries.ts";
import { LimitedChoice } from "#components/users/limited-choice.tsx";
import { roleChoices } from "#components/users/roles.ts";
import { Button } from "#components/ui/button.tsx";
import { ChoiceCards } from "#components/ui/choice-cards.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { DialogActions } from "#components/ui/dialog-actions.tsx";
import { DialogDone } from "#components/ui/dialog-done.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Input } from "#components/ui/input.tsx";
import { useOrigin } from "#components/ui/origin.ts";
import { Secret } from "#components/ui/secret.tsx";
import { TickList } from "#components/ui/tick-list.tsx";
import { useFormSubmit } from "#components/ui/use-form-submit.ts";
import { useShownOnce } from "#components/ui/use-shown-once.ts";
import type { Role } from "#lib/access/rules/scopes.ts";
import type { NewInvitationView } from "#lib/access/view.ts";

type Teams = readonly { id: string; name: string }[];

/** Invites somebody by a link, with which they make their account themselves. */
export function SendInvitation({ teams }: { teams: Teams }) {
  const { made, setMade, dialog } = useShownOnce<NewInvitationView>();
  return (
    <Dialog
      {...dialog}
      title={made ? `${made.email} is invited` : "Invite by a link"}
      description={made ? undefined : "The person chooses a name and a password, or signs in elsewhere."}
      trigger={
        <Button size="sm">
          <Mail aria-hidden />
          Invite by a link
        </Button>
      }
    >
      {made ? <Made invitation={made} /> : <InvitationForm teams={teams} onDone={setMade} />}
    </Dialog>
  );
}

function Made({ invitation }: { invitation: NewInvitationView }) {
  const origin = useOrigin();
  return (
    <div className="space-y-4">
      <Secret
        secret={`${origin}/invitation#${invitation.token}`}
        label="Invitation"
        note={`Give it to ${invitation.email}. It works once, for a week, and cannot be shown again.`}
      />
      <DialogDone />
    </div>
  );
}

function InvitationForm({ teams, onDone }: { teams: Teams; onDone: (made: NewInvitationView) => void }) {
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("viewer");
  const [isLimited, setIsLimited] = useState(false);
  const [teamIds, setTeamIds] = useState<string[]>([]);
  const { onSubmit, isBusy, error, problemOf } = useFormSubmit(async () => {
    onDone(await invite({ email, role, isLimited, teamIds }));
  });
  return (
    <form className="space-y-4" onSubmit={onSubmit}>
      <FormError error={error} placed={["email"]} title="The invitation was not made" />
      <Field label="E-mail" error={problemOf("email")}>
        <Input
          type="email"
          value={email}
          onChange={(event) => setEmail(event.target.value)}
          required
          autoComplete="off"
        />
      </Field>
      <ChoiceCards legend="Role" choices={roleChoices} value={role} onChange={setRole} />
      <TickList legend="Teams" choices={teams} value={teamIds} onChange={setTeamIds} />
      <LimitedChoice value={isLimited} onChange={setIsLimited} />
      <DialogActions submit="Make the link" busy={isBusy} />
    </form>
  );
}
