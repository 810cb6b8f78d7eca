"use client";

import { RecurrenceFields } from "#components/calendar/recurrence-fields.tsx";
import type { RuleDraft } from "#components/calendar/rule-draft.ts";
import { TimeZoneField } from "#components/ui/time-zone-field.tsx";
import { ChoiceCards } from "#components/ui/choice-cards.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { UnitInput } from "#components/ui/unit-input.tsx";
import type { RuleKind } from "#lib/calendar/rules/occasions.ts";
import type { PlaceReference } from "#lib/calendar/view.ts";

const KINDS: { value: RuleKind; label: string; help: string }[] = [
  { value: "window", label: "Window", help: "Deployments start in it, and only in it." },
  { value: "freeze", label: "Freeze", help: "Nothing starts while it holds, whatever window is open." },
];

const UNITS = [
  { value: "1", label: "minutes" },
  { value: "60", label: "hours" },
  { value: "1440", label: "days" },
];

export interface RuleChoices {
  environments: readonly PlaceReference[];
  products: readonly PlaceReference[];
}

type RuleFieldsProps = RuleChoices & {
  draft: RuleDraft;
  set: (change: Partial<RuleDraft>) => void;
  faultOf: (path: string) => string | undefined;
};

/** What it is, where it holds, and when. */
export function RuleFields({ draft, set, faultOf, environments, products }: RuleFieldsProps) {
  const { mode } = draft.recurrence;
  return (
    <>
      <ChoiceCards legend="What it is" choices={KINDS} value={draft.kind} onChange={(kind) => set({ kind })} />
      <Field label="Name" error={faultOf("name")}>
        <Input
          value={draft.name}
          onChange={(event) => set({ name: event.target.value })}
          required
          maxLength={100}
          placeholder="Weekend nights"
        />
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Environment" error={faultOf("environment")}>
          <Select
            value={draft.environment}
            onChange={(event) => set({ environment: event.target.value })}
            options={[{ value: "", label: "Every environment" }, ...environments.map(toOption)]}
          />
        </Field>
        <Field label="Product" error={faultOf("product")}>
          <Select
            value={draft.product}
            onChange={(event) => set({ product: event.target.value })}
            options={[{ value: "", label: "Every product" }, ...products.map(toOption)]}
          />
        </Field>
      </div>
      <RecurrenceFields
        value={draft.recurrence}
        onChange={(recurrence) => set({ recurrence })}
        error={faultOf("recurrence.value")}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <Field
          label={mode === "once" ? "Begins" : "First time"}
          error={faultOf("startsAt")}
          help={
            mode === "cron" ? "None comes before it." : mode === "once" ? undefined : "Its hour is that of every time."
          }
        >
          <Input
            type="datetime-local"
            value={draft.startsAt}
            onChange={(event) => set({ startsAt: event.target.value })}
            required
          />
        </Field>
        <TimeZoneField value={draft.timeZone} onChange={(timeZone) => set({ timeZone })} error={faultOf("timeZone")} />
        <Field label="Lasts" error={faultOf("durationMinutes")}>
          <UnitInput
            unit={UNITS.find(({ value }) => value === String(draft.unitMinutes))?.label ?? ""}
            value={draft.amount}
            onChange={(event) => set({ amount: event.target.value })}
            inputMode="decimal"
            required
          />
        </Field>
        <Field label="Counted in">
          <Select
            value={String(draft.unitMinutes)}
            onChange={(event) => set({ unitMinutes: Number(event.target.value) })}
            options={UNITS}
          />
        </Field>
      </div>
    </>
  );
}

const toOption = ({ id, name }: PlaceReference) => ({ value: id, label: name });
