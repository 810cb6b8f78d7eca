"use client";

import { type RecurrenceDraft, type RecurrenceMode, WEEKDAYS } from "#components/calendar/recurrence-words.ts";
import { cn } from "#components/ui/cn.ts";
import { Field, FieldError } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";

const MODES: { value: RecurrenceMode; label: string }[] = [
  { value: "once", label: "Once" },
  { value: "weekly", label: "On days of the week" },
  { value: "rrule", label: "By an iCalendar rule (RRULE)" },
  { value: "cron", label: "By cron" },
];

type RecurrenceFieldsProps = {
  value: RecurrenceDraft;
  onChange: (value: RecurrenceDraft) => void;
  error: string | undefined;
  /** Schedules come again; they offer no "once". */
  modes?: readonly RecurrenceMode[];
};

/** How often it comes: by days for most, by rule or cron for the rest. */
export function RecurrenceFields({ value, onChange, error, modes }: RecurrenceFieldsProps) {
  const set = (change: Partial<RecurrenceDraft>) => onChange({ ...value, ...change });
  const offered = modes ? MODES.filter((mode) => modes.includes(mode.value)) : MODES;
  return (
    <div className="space-y-3">
      <Field label="It comes">
        <Select
          value={value.mode}
          onChange={(event) => set({ mode: event.target.value as RecurrenceMode })}
          options={offered}
        />
      </Field>
      {value.mode === "weekly" && (
        <fieldset>
          <legend className="mb-1 font-medium">Days</legend>
          <div className="flex flex-wrap gap-1">
            {WEEKDAYS.map(({ code, short, name }) => (
              <DayToggle
                key={code}
                short={short}
                name={name}
                isOn={value.days.includes(code)}
                onToggle={(isOn) =>
                  set({ days: isOn ? [...value.days, code] : value.days.filter((day) => day !== code) })
                }
              />
            ))}
          </div>
          {value.days.length === 0 ? (
            <FieldError>Choose at least one day.</FieldError>
          ) : (
            error && <FieldError>{error}</FieldError>
          )}
        </fieldset>
      )}
      {value.mode === "rrule" && (
        <Field
          label="Rule"
          error={error}
          help="RFC 5545: FREQ=WEEKLY;INTERVAL=2;BYDAY=TU, or FREQ=MONTHLY;BYDAY=-1FR for the last Friday."
        >
          <Input
            value={value.rrule}
            onChange={(event) => set({ rrule: event.target.value })}
            required
            maxLength={500}
            spellCheck={false}
            className="font-mono"
          />
        </Field>
      )}
      {value.mode === "cron" && (
        <Field label="Cron" error={error} help="Minute, hour, day of the month, month, weekday: 0 22 * * 5.">
          <Input
            value={value.cron}
            onChange={(event) => set({ cron: event.target.value })}
            required
            maxLength={500}
            spellCheck={false}
            className="font-mono"
          />
        </Field>
      )}
    </div>
  );
}

type DayToggleProps = { short: string; name: string; isOn: boolean; onToggle: (isOn: boolean) => void };

function DayToggle({ short, name, isOn, onToggle }: DayToggleProps) {
  return (
    <label
      className={cn(
        "cursor-pointer rounded-md border border-line px-2.5 py-1 select-none has-focus-visible:outline-2 has-focus-visible:outline-focus",
        isOn && "border-accent bg-accent-soft font-medium text-accent-ink",
      )}
    >
      <input
        type="checkbox"
        aria-label={name}
        checked={isOn}
        onChange={(event) => onToggle(event.target.checked)}
        className="sr-only"
      />
      {short}
    </label>
  );
}
