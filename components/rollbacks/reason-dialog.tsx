"use client";

import { type ReactNode, useState } from "react";
import { Dialog } from "#components/ui/dialog.tsx";
import { DialogActions } from "#components/ui/dialog-actions.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Textarea } from "#components/ui/input.tsx";
import { useFormSubmit } from "#components/ui/use-form-submit.ts";

type ReasonDialogProps = {
  onOpenChange: () => void;
  title: string;
  confirmLabel: string;
  children: ReactNode;
  onConfirm: (reason: string) => Promise<unknown>;
};

/** Asks before something that nobody does without saying why. */
export function ReasonDialog({ onOpenChange: close, title, confirmLabel, children, onConfirm }: ReasonDialogProps) {
  const [reason, setReason] = useState("");
  const { onSubmit, isBusy, error } = useFormSubmit(async () => {
    await onConfirm(reason.trim());
    close();
  });
  return (
    <Dialog open onOpenChange={close} title={title}>
      <form className="space-y-3" onSubmit={onSubmit}>
        <p>{children}</p>
        <Field label="Reason" help="Goes into the event log, and to everybody who is told.">
          <Textarea
            rows={3}
            required
            maxLength={2000}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        </Field>
        <FormError error={error} />
        <DialogActions submit={confirmLabel} busy={isBusy} danger />
      </form>
    </Dialog>
  );
}
