"use client";

import { RecurrenceFields } from "#components/calendar/recurrence-fields.tsx";
import { type RecurrenceDraft, toRecurrence } from "#components/calendar/recurrence-words.ts";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { TimeZoneField } from "#components/ui/time-zone-field.tsx";
import { PRIORITIES } from "#lib/deployments/queue/rules/priority.ts";

export interface ScheduleTimes {
  recurrence: RecurrenceDraft;
  /** Local, YYYY-MM-DDTHH:MM */
  startsAt: string;
  timeZone: string;
  priority: string;
}

type ScheduleTimeFieldsProps = {
  value: ScheduleTimes;
  onChange: (change: Partial<ScheduleTimes>) => void;
  problemOf: (path: string) => string | undefined;
};

/** How often, from when on, by which clock, and how urgent. */
export function ScheduleTimeFields({ value, onChange, problemOf }: ScheduleTimeFieldsProps) {
  return (
    <>
      <RecurrenceFields
        value={value.recurrence}
        onChange={(recurrence) => onChange({ recurrence })}
        error={problemOf("recurrence.value")}
        modes={["weekly", "rrule", "cron"]}
      />
      <div className="grid gap-4 sm:grid-cols-3">
        <Field
          label="First time"
          error={problemOf("startsAt")}
          help="Its hour is that of every time; cron has its own."
        >
          <Input
            type="datetime-local"
            value={value.startsAt}
            onChange={(event) => onChange({ startsAt: event.target.value })}
            required
          />
        </Field>
        <TimeZoneField
          value={value.timeZone}
          onChange={(timeZone) => onChange({ timeZone })}
          error={problemOf("timeZone")}
        />
        <Field label="Priority">
          <Select
            value={value.priority}
            onChange={(event) => onChange({ priority: event.target.value })}
            options={PRIORITIES.map((priority) => ({ value: priority, label: priority }))}
          />
        </Field>
      </div>
    </>
  );
}

export const timesToSend = ({ recurrence, ...rest }: ScheduleTimes) => ({
  ...rest,
  recurrence: toRecurrence(recurrence),
});
