"use client";

import { useState } from "react";
import { createRule, updateRule } from "#components/calendar/queries.ts";
import { newRuleDraft, occasionOf, type RuleDraft, toRuleDraft } from "#components/calendar/rule-draft.ts";
import { RuleFields, type RuleChoices } from "#components/calendar/rule-fields.tsx";
import { RulePreview, useRulePreview } from "#components/calendar/rule-preview.tsx";
import { randomId } from "#components/random-id.ts";
import { DialogActions } from "#components/ui/dialog-actions.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Input } from "#components/ui/input.tsx";
import { Switch } from "#components/ui/switch.tsx";
import { useFormSubmit } from "#components/ui/use-form-submit.ts";
import type { CalendarRuleView } from "#lib/calendar/view.ts";

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

type RuleFormProps = RuleChoices & { rule?: CalendarRuleView; onDone: () => void };

/** Makes a window or freeze, or changes one; its next times stand below while it is written. */
export function RuleForm({ rule, environments, products, onDone }: RuleFormProps) {
  const [idempotencyKey] = useState(randomId);
  const [draft, setDraft] = useState(() => (rule ? toRuleDraft(rule) : firstDraft()));
  const set = (change: Partial<RuleDraft>) => setDraft((before) => ({ ...before, ...change }));

  const preview = useRulePreview({ ...occasionOf(draft), ...(rule && { ruleId: rule.id }) });
  const { onSubmit, isBusy, error, problemOf } = useFormSubmit(async () => {
    const { name, reason, enabled } = draft;
    const body = { ...occasionOf(draft), name, reason, enabled };
    await (rule ? updateRule(rule.id, body) : createRule(body, idempotencyKey));
    onDone();
  });
  const faultOf = (path: string) => problemOf(path) ?? preview.problemOf(path);

  return (
    <form className="space-y-4" onSubmit={onSubmit}>
      <FormError error={error} placed={PLACED} title="It was not saved" />
      <RuleFields draft={draft} set={set} faultOf={faultOf} environments={environments} products={products} />
      <RulePreview preview={preview} timeZone={draft.timeZone} />
      <Field label="Reason" optional error={faultOf("reason")} help="Shown to those who wait for it.">
        <Input value={draft.reason} onChange={(event) => set({ reason: event.target.value })} maxLength={500} />
      </Field>
      <Switch label="In force" checked={draft.enabled} onCheckedChange={(enabled) => set({ enabled })} />
      <DialogActions submit={rule ? "Save" : `Make the ${draft.kind}`} busy={isBusy} />
    </form>
  );
}

function firstDraft(): RuleDraft {
  return newRuleDraft(new Date().toISOString().slice(0, 10), Intl.DateTimeFormat().resolvedOptions().timeZone);
}
