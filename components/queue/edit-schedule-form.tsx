"use client";

import { useState } from "react";
import { toDraft } from "#components/calendar/recurrence-words.ts";
import { updateSchedule } from "#components/queue/queries.ts";
import { type ScheduleTimes, ScheduleTimeFields, timesToSend } from "#components/queue/schedule-time-fields.tsx";
import { DialogActions } from "#components/ui/dialog-actions.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Input } from "#components/ui/input.tsx";
import { useFormSubmit } from "#components/ui/use-form-submit.ts";
import type { ScheduleView } from "#lib/deployments/schedules/view.ts";

const PLACED = ["name", "channel", "recurrence.value", "startsAt", "timeZone"];

/** Changes when a schedule comes round, and which channel it takes. */
export function EditScheduleForm({ schedule, onDone }: { schedule: ScheduleView; onDone: () => void }) {
  const [name, setName] = useState(schedule.name);
  const [channel, setChannel] = useState(schedule.channel);
  const [times, setTimes] = useState<ScheduleTimes>({
    recurrence: toDraft(schedule.recurrence),
    startsAt: schedule.startsAt,
    timeZone: schedule.timeZone,
    priority: schedule.priority,
  });
  const { onSubmit, isBusy, error, problemOf } = useFormSubmit(async () => {
    await updateSchedule(schedule.id, { name, channel, ...timesToSend(times) });
    onDone();
  });
  return (
    <form className="space-y-4" onSubmit={onSubmit}>
      <FormError error={error} placed={PLACED} title="The schedule was not changed" />
      <Field label="Name" error={problemOf("name")}>
        <Input value={name} onChange={(event) => setName(event.target.value)} required maxLength={100} />
      </Field>
      <Field label="Channel" error={problemOf("channel")} help="Its newest version, each time.">
        <Input value={channel} onChange={(event) => setChannel(event.target.value)} required maxLength={100} />
      </Field>
      <ScheduleTimeFields
        value={times}
        onChange={(change) => setTimes((before) => ({ ...before, ...change }))}
        problemOf={problemOf}
      />
      <DialogActions submit="Save the schedule" busy={isBusy} />
    </form>
  );
}
