"use client";

import { Plus } from "lucide-react";
import { useRouter } from "next/navigation";
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
import { useSubmit } from "#components/ui/use-submit.ts";
import type { Role } from "#lib/access/rules/scopes.ts";
import type { UserView } from "#lib/access/view.ts";

type Invited = UserView & { setUpToken: string };

/** Makes an account without a password, and shows the link with which the person sets one. */
export function InviteUser() {
  const router = useRouter();
  const [isOpen, setIsOpen] = useState(false);
  const [invited, setInvited] = useState<Invited | null>(null);

  function change(open: boolean) {
    setIsOpen(open);
    if (open) setInvited(null);
    else if (invited) router.refresh();
  }

  return (
    <Dialog
      open={isOpen}
      onOpenChange={change}
      title={invited ? `${invited.name} is invited` : "Invite a person"}
      trigger={
        <Button variant="primary">
          <Plus aria-hidden />
          Invite
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
  const { submit, isBusy, error, problemOf } = useSubmit(async () => {
    onDone(await api<Invited>("/api/v1/users", { method: "POST", body: { name, email, role } }));
  });

  return (
    <form
      className="space-y-4"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <FormError error={error} placed={["name", "email", "role"]} title="The person was not invited" />
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
      <DialogActions submit="Invite" busy={isBusy} />
    </form>
  );
}
