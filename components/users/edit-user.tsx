"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { api } from "#components/api.ts";
import { LimitedChoice } from "#components/users/limited-choice.tsx";
import { roleChoices } from "#components/users/roles.ts";
import { ChoiceCards } from "#components/ui/choice-cards.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { DialogActions } from "#components/ui/dialog-actions.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Input } from "#components/ui/input.tsx";
import { useFormSubmit } from "#components/ui/use-form-submit.ts";
import type { UserView } from "#lib/access/view.ts";

export function EditUser({ user, onClose }: { user: UserView | null; onClose: () => void }) {
  return (
    <Dialog open={user !== null} onOpenChange={onClose} title={`Edit ${user?.name ?? ""}`}>
      {user && <EditForm user={user} onDone={onClose} />}
    </Dialog>
  );
}

function EditForm({ user, onDone }: { user: UserView; onDone: () => void }) {
  const router = useRouter();
  const [name, setName] = useState(user.name);
  const [role, setRole] = useState(user.role);
  const [isLimited, setIsLimited] = useState(user.isLimited);
  const { onSubmit, isBusy, error, problemOf } = useFormSubmit(async () => {
    await api(`/api/v1/users/${user.id}`, { method: "PATCH", body: { name, role, isLimited } });
    onDone();
    router.refresh();
  });

  return (
    <form className="space-y-4" onSubmit={onSubmit}>
      <FormError error={error} placed={["name", "role"]} title="The person was not changed" />
      <Field label="Name" error={problemOf("name")}>
        <Input value={name} onChange={(event) => setName(event.target.value)} required maxLength={120} />
      </Field>
      <ChoiceCards legend="Role" choices={roleChoices} value={role} onChange={setRole} />
      <LimitedChoice value={isLimited} onChange={setIsLimited} />
      {role !== user.role && <p className="text-muted">Another role ends the person&rsquo;s sessions.</p>}
      <DialogActions submit="Save" busy={isBusy} />
    </form>
  );
}
