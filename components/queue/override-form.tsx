"use client";

import { useState } from "react";
import { requestOverride } from "#components/queue/queries.ts";
import { DialogActions } from "#components/ui/dialog-actions.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Textarea } from "#components/ui/input.tsx";
import { useFormSubmit } from "#components/ui/use-form-submit.ts";
import type { QueueItemView } from "#lib/deployments/queue/view.ts";

/** Asks that a hot-fix may pass what keeps the others back. */
export function OverrideForm({ item, onDone }: { item: QueueItemView; onDone: () => void }) {
  const [reason, setReason] = useState(item.override?.reason ?? "");
  const { onSubmit, isBusy, error, problemOf } = useFormSubmit(async () => {
    await requestOverride(item.id, reason);
    onDone();
  });
  return (
    <form className="space-y-3" onSubmit={onSubmit}>
      <FormError error={error} placed={["reason"]} title="That did not work" />
      <p>
        Deployment #{item.number} passes windows, freezes and a stopped line once another person, who may approve
        deployments, has confirmed it. Approvals are needed all the same.
      </p>
      <Field label="Why it cannot wait" error={problemOf("reason")} help="It stands in the event log.">
        <Textarea
          rows={3}
          required
          minLength={10}
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      </Field>
      <DialogActions submit="Ask for it" busy={isBusy} />
    </form>
  );
}
