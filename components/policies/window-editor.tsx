"use client";

import { useMemo } from "react";
import type { FaultOf } from "#components/policies/faults.ts";
import type { PolicyFields } from "#components/policies/policy-fields.ts";
import { cn } from "#components/ui/cn.ts";
import { Combobox } from "#components/ui/combobox.tsx";
import { Field, FieldError } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Switch } from "#components/ui/switch.tsx";

type Window = PolicyFields["window"];

const days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** When batches may start. */
export function WindowEditor({ has, window, onHas, onChange, isNeeded, faultOf }: WindowEditorProps) {
  const endsNextDay = window.end <= window.start;
  return (
    <div className="space-y-3">
      <Switch
        checked={has}
        onCheckedChange={onHas}
        label="Only in a maintenance window"
        help="Batches start while it is open. What is under way finishes outside, too."
      />
      {isNeeded && !has && (
        <FieldError>The strategy “scheduled” starts when the window opens, so it needs one.</FieldError>
      )}
      {has && (
        <div className="space-y-3 border-l-2 border-line pl-3">
          <Days days={window.days} onChange={(chosen) => onChange({ ...window, days: chosen })} />
          <div className="grid grid-cols-2 gap-3 sm:grid-cols-[8.5rem_8.5rem_minmax(0,1fr)]">
            <Field label="Opens" error={faultOf("maintenanceWindow.start")}>
              <Input
                type="time"
                value={window.start}
                onChange={(event) => onChange({ ...window, start: event.target.value })}
              />
            </Field>
            <Field
              label="Closes"
              error={faultOf("maintenanceWindow.end")}
              help={endsNextDay ? "the next day" : undefined}
            >
              <Input
                type="time"
                value={window.end}
                onChange={(event) => onChange({ ...window, end: event.target.value })}
              />
            </Field>
            <ZoneField
              zone={window.timeZone}
              onChange={(timeZone) => onChange({ ...window, timeZone })}
              faultOf={faultOf}
            />
          </div>
          <WindowFault faultOf={faultOf} />
        </div>
      )}
    </div>
  );
}

type WindowEditorProps = {
  has: boolean;
  window: Window;
  onHas: (has: boolean) => void;
  onChange: (window: Window) => void;
  isNeeded: boolean;
  faultOf: FaultOf;
};

function Days({ days: chosen, onChange }: { days: readonly number[]; onChange: (days: number[]) => void }) {
  return (
    <fieldset>
      <legend className="mb-1 font-medium">Days on which it opens</legend>
      <div className="flex flex-wrap gap-1">
        {days.map((label, index) => {
          const day = index + 1;
          const isOn = chosen.includes(day);
          return (
            <label
              key={day}
              className={cn(
                "flex h-8 w-11 cursor-pointer items-center justify-center rounded-md border border-line text-xs font-medium text-muted hover:border-line-strong has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-focus",
                isOn && "border-accent bg-accent-soft text-accent-ink",
              )}
            >
              <input
                type="checkbox"
                className="sr-only"
                checked={isOn}
                onChange={() => onChange(isOn ? chosen.filter((other) => other !== day) : [...chosen, day])}
              />
              {label}
            </label>
          );
        })}
      </div>
    </fieldset>
  );
}

function ZoneField({ zone, onChange, faultOf }: { zone: string; onChange: (zone: string) => void; faultOf: FaultOf }) {
  const zones = useMemo(
    () => ["UTC", ...Intl.supportedValuesOf("timeZone")].map((name) => ({ value: name, label: name })),
    [],
  );
  return (
    <Field label="Time zone" className="max-sm:col-span-2" error={faultOf("maintenanceWindow.timeZone")}>
      <Combobox value={zone} onChange={onChange} options={zones} allowOther />
    </Field>
  );
}

/** What is wrong with the window as a whole or its days; the times have their own places. */
function WindowFault({ faultOf }: { faultOf: FaultOf }) {
  const placed = ["start", "end", "timeZone"].map((part) => faultOf(`maintenanceWindow.${part}`));
  const fault = faultOf("maintenanceWindow");
  return fault && !placed.includes(fault) ? <FieldError>{fault}</FieldError> : null;
}
