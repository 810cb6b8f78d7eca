"use client";

import { useState } from "react";
import { holdVersion } from "#components/products/version-queries.ts";
import { Dialog } from "#components/ui/dialog.tsx";
import { DialogActions } from "#components/ui/dialog-actions.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Textarea } from "#components/ui/input.tsx";
import { useFormSubmit } from "#components/ui/use-form-submit.ts";
import type { VersionView } from "#lib/products/view.ts";

type HoldVersionProps = { version: VersionView; onDone: () => void; onClose: () => void };

/** Asks why a version is to wait. */
export function HoldVersion({ version, onDone, onClose }: HoldVersionProps) {
  const [reason, setReason] = useState("");
  const { onSubmit, isBusy, error, problemOf } = useFormSubmit(async () => {
    await holdVersion(version.id, reason);
    onDone();
  });
  return (
    <Dialog open onOpenChange={onClose} title={`Hold ${version.version}`}>
      <form onSubmit={onSubmit} className="space-y-4">
        <FormError error={error} placed={["reason"]} title="The version was not held" />
        <p>Nobody is offered it, and its rollouts pause, until somebody releases it.</p>
        <Field label="Reason" error={problemOf("reason")} help="Everybody who is refused reads it.">
          <Textarea
            rows={2}
            required
            maxLength={500}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        </Field>
        <DialogActions submit="Hold the version" busy={isBusy} />
      </form>
    </Dialog>
  );
}
