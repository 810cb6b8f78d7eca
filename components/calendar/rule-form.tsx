"use client";

import { useState } from "react";
import { randomId } from "#components/random-id.ts";
import { createRule, updateRule } from "#components/calendar/queries.ts";
import { RecurrenceFields } from "#components/calendar/recurrence-fields.tsx";
import { toDraft, toRecurrence } from "#components/calendar/recurrence-words.ts";
import { RulePreview, useRulePreview } from "#components/calendar/rule-preview.tsx";
import { TimeZones } from "#components/queue/reschedule-form.tsx";
import { ChoiceCards } from "#components/ui/choice-cards.tsx";
import { DialogActions } from "#components/ui/dialog-actions.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { Switch } from "#components/ui/switch.tsx";
import { UnitInput } from "#components/ui/unit-input.tsx";
import { useFormSubmit } from "#components/ui/use-form-submit.ts";
import type { RuleKind } from "#lib/calendar/rules/occasions.ts";
import type { CalendarRuleView, PlaceReference } from "#lib/calendar/view.ts";

const KINDS: { value: RuleKind; label: string; help: string }[] = [
  { value: "window", label: "Window", help: "Deployments start in it, and only in it." },
  { value: "freeze", label: "Freeze", help: "Nothing starts while it holds, whatever window is open." },
];

const UNITS = [
  { value: "1", label: "minutes" },
  { value: "60", label: "hours" },
  { value: "1440", label: "days" },
];

const PLACED = [
  "name",
  "startsAt",
  "durationMinutes",
  "timeZone",
  "recurrence.value",
  "environment",
  "product",
  "reason",
];

type RuleFormProps = {
  rule?: CalendarRuleView;
  environments: readonly (PlaceReference & { timeZone: string })[];
  products: readonly PlaceReference[];
  onDone: () => void;
};

/** Makes a window or freeze, or changes one; its next times stand below while it is written. */
export function RuleForm({ rule, environments, products, onDone }: RuleFormProps) {
  const [idempotencyKey] = useState(randomId);
  const [kind, setKind] = useState<RuleKind>(rule?.kind ?? "window");
  const [name, setName] = useState(rule?.name ?? "");
  const [environment, setEnvironment] = useState(rule?.environment?.id ?? "");
  const [product, setProduct] = useState(rule?.product?.id ?? "");
  const [recurrence, setRecurrence] = useState(
    toDraft(rule?.recurrence ?? { kind: "rrule", value: "FREQ=WEEKLY;BYDAY=SA,SU" }),
  );
  const [startsAt, setStartsAt] = useState(rule?.startsAt ?? `${new Date().toISOString().slice(0, 10)}T22:00`);
  const [unit, setUnit] = useState(unitOf(rule?.durationMinutes ?? 120));
  const [amount, setAmount] = useState(String((rule?.durationMinutes ?? 120) / unit));
  const [timeZone, setTimeZone] = useState(rule?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone);
  const [reason, setReason] = useState(rule?.reason ?? "");
  const [enabled, setEnabled] = useState(rule?.enabled ?? true);

  const occasion = {
    kind,
    environment: environment || null,
    product: product || null,
    recurrence: toRecurrence(recurrence),
    startsAt,
    durationMinutes: Math.round(Number(amount) * unit),
    timeZone,
  };
  const preview = useRulePreview({ ...occasion, ...(rule && { ruleId: rule.id }) });
  const { onSubmit, isBusy, error, problemOf } = useFormSubmit(async () => {
    const body = { ...occasion, name, reason, enabled };
    await (rule ? updateRule(rule.id, body) : createRule(body, idempotencyKey));
    onDone();
  });
  const faultOf = (path: string) => problemOf(path) ?? preview.problemOf(path);

  return (
    <form className="space-y-4" onSubmit={onSubmit}>
      <FormError error={error} placed={PLACED} title="It was not saved" />
      <ChoiceCards legend="What it is" choices={KINDS} value={kind} onChange={setKind} />
      <Field label="Name" error={faultOf("name")}>
        <Input
          value={name}
          onChange={(event) => setName(event.target.value)}
          required
          maxLength={100}
          placeholder="Weekend nights"
        />
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Environment" error={faultOf("environment")}>
          <Select
            value={environment}
            onChange={(event) => setEnvironment(event.target.value)}
            options={[{ value: "", label: "Every environment" }, ...environments.map(toOption)]}
          />
        </Field>
        <Field label="Product" error={faultOf("product")}>
          <Select
            value={product}
            onChange={(event) => setProduct(event.target.value)}
            options={[{ value: "", label: "Every product" }, ...products.map(toOption)]}
          />
        </Field>
      </div>
      <RecurrenceFields value={recurrence} onChange={setRecurrence} error={faultOf("recurrence.value")} />
      <div className="grid gap-4 sm:grid-cols-2">
        <Field
          label={recurrence.mode === "once" ? "Begins" : "First time"}
          error={faultOf("startsAt")}
          help={recurrence.mode === "cron" ? "None comes before it." : "Its hour is that of every time."}
        >
          <Input
            type="datetime-local"
            value={startsAt}
            onChange={(event) => setStartsAt(event.target.value)}
            required
          />
        </Field>
        <Field label="Time zone" error={faultOf("timeZone")}>
          <Input
            value={timeZone}
            onChange={(event) => setTimeZone(event.target.value)}
            required
            maxLength={64}
            list="time-zones"
            spellCheck={false}
          />
        </Field>
        <Field label="Lasts" error={faultOf("durationMinutes")}>
          <UnitInput
            unit={UNITS.find(({ value }) => value === String(unit))?.label ?? ""}
            value={amount}
            onChange={(event) => setAmount(event.target.value)}
            inputMode="decimal"
            required
          />
        </Field>
        <Field label="Counted in">
          <Select value={String(unit)} onChange={(event) => setUnit(Number(event.target.value))} options={UNITS} />
        </Field>
      </div>
      <TimeZones />
      <RulePreview preview={preview} timeZone={timeZone} />
      <Field label="Reason" optional error={faultOf("reason")} help="Shown to those who wait for it.">
        <Input value={reason} onChange={(event) => setReason(event.target.value)} maxLength={500} />
      </Field>
      <Switch label="In force" checked={enabled} onCheckedChange={setEnabled} />
      <DialogActions submit={rule ? "Save" : `Make the ${kind}`} busy={isBusy} />
    </form>
  );
}

const toOption = ({ id, name }: PlaceReference) => ({ value: id, label: name });

/** The largest unit in which a duration is a whole number. */
function unitOf(minutes: number): number {
  return [1_440, 60].find((unit) => minutes % unit === 0) ?? 1;
}
