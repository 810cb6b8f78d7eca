"use client";

import { useState } from "react";
import { reschedule } from "#components/queue/queries.ts";
import { DialogActions } from "#components/ui/dialog-actions.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Input } from "#components/ui/input.tsx";
import { TimeZoneField } from "#components/ui/time-zone-field.tsx";
import { useFormSubmit } from "#components/ui/use-form-submit.ts";
import { faultOfLocalTime, isLocalTime, isTimeZone, toLocalTime } from "#lib/calendar/rules/local-time.ts";
import type { QueueItemView } from "#lib/deployments/queue/view.ts";

type RescheduleFormProps = { item: QueueItemView; onDone: () => void };

/** Moves a deployment to another local time, or to as soon as possible. */
export function RescheduleForm({ item, onDone }: RescheduleFormProps) {
  const [timeZone, setTimeZone] = useState(item.timeZone);
  const [local, setLocal] = useState(item.scheduledAt ? toLocalTime(new Date(item.scheduledAt), item.timeZone) : "");
  const { onSubmit, isBusy, error, problemOf } = useFormSubmit(async () => {
    await reschedule(item.id, local === "" ? null : local, timeZone);
    onDone();
  });
  return (
    <form className="space-y-4" onSubmit={onSubmit}>
      <FormError error={error} placed={["scheduledAt", "timeZone"]} title="It was not moved" />
      <Field
        label="Not before"
        optional
        error={faultOf(local, timeZone) ?? problemOf("scheduledAt")}
        help="Left empty: as soon as everything else allows. Windows, freezes and approvals hold all the same."
      >
        <Input type="datetime-local" value={local} onChange={(event) => setLocal(event.target.value)} />
      </Field>
      <TimeZoneField value={timeZone} onChange={setTimeZone} error={problemOf("timeZone")} />
      <DialogActions submit={local === "" ? "Start as soon as possible" : "Move it"} busy={isBusy} />
    </form>
  );
}

function faultOf(local: string, timeZone: string): string | undefined {
  if (local === "" || !isLocalTime(local) || !isTimeZone(timeZone)) return undefined;
  return faultOfLocalTime(local, timeZone) ?? undefined;
}
