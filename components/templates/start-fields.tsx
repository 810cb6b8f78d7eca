"use client";

import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { faultOfLocalTime, instantOf, isLocalTime } from "#lib/calendar/rules/local-time.ts";
import type { Priority } from "#lib/deployments/queue/rules/priority.ts";

export interface StartValue {
  priority: Priority;
  /** As a clock on the wall in timeZone shows it; empty: as soon as it may. */
  localTime: string;
  timeZone: string;
}

type StartFieldsProps = {
  value: StartValue;
  onChange: (value: StartValue) => void;
  timeZones: readonly string[];
  error: string | undefined;
};

const priorities: { value: Priority; label: string }[] = [
  { value: "critical", label: "Critical: before all others" },
  { value: "high", label: "High" },
  { value: "normal", label: "Normal" },
  { value: "low", label: "Low" },
];

/** When it starts, and who lets whom go first. */
export function StartFields({ value, onChange, timeZones, error }: StartFieldsProps) {
  const set = (change: Partial<StartValue>) => onChange({ ...value, ...change });
  return (
    <div className="grid gap-4 sm:grid-cols-3">
      <Field label="Priority">
        <Select
          value={value.priority}
          onChange={(event) => set({ priority: event.target.value as Priority })}
          options={priorities}
        />
      </Field>
      <Field label="Not before" optional error={faultOf(value) ?? error} help="Left empty: as soon as it may.">
        <Input
          type="datetime-local"
          value={value.localTime}
          onChange={(event) => set({ localTime: event.target.value })}
        />
      </Field>
      <Field label="Time zone">
        <Select
          value={value.timeZone}
          onChange={(event) => set({ timeZone: event.target.value })}
          options={timeZones.map((zone) => ({ value: zone, label: zone }))}
        />
      </Field>
    </div>
  );
}

/** Why the time is none: the clocks jump over it, say. */
export function faultOf({ localTime, timeZone }: StartValue): string | undefined {
  if (localTime === "") return undefined;
  if (!isLocalTime(localTime)) return "Write a day and a time that there are.";
  return faultOfLocalTime(localTime, timeZone) ?? undefined;
}

/** The instant that was chosen; undefined for none, and where there is a fault. */
export function startOf(value: StartValue): string | undefined {
  if (value.localTime === "" || faultOf(value) !== undefined) return undefined;
  return instantOf(value.localTime, value.timeZone).toISOString();
}
