"use client";

import { Plus } from "lucide-react";
import { useState } from "react";
import { api } from "#components/api.ts";
import { roleChoices } from "#components/users/roles.ts";
import { SetUpLink } from "#components/users/set-up-link.tsx";
import { Button } from "#components/ui/button.tsx";
import { ChoiceCards } from "#components/ui/choice-cards.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { DialogActions } from "#components/ui/dialog-actions.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Input } from "#components/ui/input.tsx";
import { useFormSubmit } from "#components/ui/use-form-submit.ts";
import { useShownOnce } from "#components/ui/use-shown-once.ts";
import type { Role } from "#lib/access/rules/scopes.ts";
import type { UserView } from "#lib/access/view.ts";

type Invited = UserView & { setUpToken: string };

/** Makes an account without a password, and shows the link with which the person sets one. */
export function InviteUser() {
  const { made: invited, setMade: setInvited, dialog } = useShownOnce<Invited>();

  return (
    <Dialog
      {...dialog}
      title={invited ? `${invited.name} is added` : "Add a person"}
      trigger={
        <Button variant="primary">
          <Plus aria-hidden />
          Add a person
        </Button>
      }
    >
      {invited ? <SetUpLink invited={invited} /> : <InviteForm onDone={setInvited} />}
    </Dialog>
  );
}

function InviteForm({ onDone }: { onDone: (invited: Invited) => void }) {
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("viewer");
  const { onSubmit, isBusy, error, problemOf } = useFormSubmit(async () => {
    onDone(await api<Invited>("/api/v1/users", { method: "POST", body: { name, email, role } }));
  });

  return (
    <form className="space-y-4" onSubmit={onSubmit}>
      <FormError error={error} placed={["name", "email", "role"]} title="The person was not added" />
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Name" error={problemOf("name")}>
          <Input
            value={name}
            onChange={(event) => setName(event.target.value)}
            required
            maxLength={120}
            autoComplete="off"
          />
        </Field>
        <Field label="E-mail" error={problemOf("email")}>
          <Input
            type="email"
            value={email}
            onChange={(event) => setEmail(event.target.value)}
            required
            autoComplete="off"
          />
        </Field>
      </div>
      <ChoiceCards legend="Role" choices={roleChoices} value={role} onChange={setRole} />
      <DialogActions submit="Add the person" busy={isBusy} />
    </form>
  );
}
