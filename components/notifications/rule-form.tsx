"use client";

import { useState } from "react";
import { severityLabels } from "#components/notifications/looks.tsx";
import { createRule, updateRule } from "#components/notifications/queries.ts";
import { QuietFields } from "#components/notifications/quiet-fields.tsx";
import { bodyOf, fieldsOf, type Places, type RuleFields, unknownIn } from "#components/notifications/rule-fields.ts";
import { DialogActions } from "#components/ui/dialog-actions.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { TagsInput } from "#components/ui/tags-input.tsx";
import { useFormSubmit } from "#components/ui/use-form-submit.ts";
import { EVENT_TYPES } from "#lib/events/types.ts";
import { SEVERITIES, type Severity } from "#lib/notifications/rules/severity.ts";
import type { ChannelView, RuleView } from "#lib/notifications/view.ts";

const PLACED = ["name", "channelId", "eventTypes", "productIds", "environmentIds", "quietHours.timeZone", "quietHours"];
const DIGESTS = [
  { value: "0", label: "Each by itself" },
  { value: "5", label: "Every 5 minutes" },
  { value: "15", label: "Every 15 minutes" },
  { value: "60", label: "Every hour" },
  { value: "1440", label: "Every day" },
];

type RuleFormProps = {
  rule?: RuleView;
  channels: readonly ChannelView[];
  places: Places;
  onDone: () => void;
};

/** Says who hears what, and when. */
export function RuleForm({ rule, channels, places, onDone }: RuleFormProps) {
  const [fields, setFields] = useState(() =>
    fieldsOf(rule, places, channels[0]?.id ?? "", Intl.DateTimeFormat().resolvedOptions().timeZone),
  );
  const set = (change: Partial<RuleFields>) => setFields((before) => ({ ...before, ...change }));
  const unknown = unknownIn(fields, places);
  const { onSubmit, isBusy, error, problemOf } = useFormSubmit(async () => {
    const body = bodyOf(fields, places);
    if (rule) await updateRule(rule.id, body);
    else await createRule(body);
    onDone();
  });

  return (
    <form className="space-y-4" onSubmit={onSubmit}>
      <FormError error={error} placed={PLACED} title="The rule was not saved" />
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Name" error={problemOf("name")}>
          <Input
            value={fields.name}
            onChange={(event) => set({ name: event.target.value })}
            required
            maxLength={100}
            placeholder="Failures to the team"
          />
        </Field>
        <Field label="Channel" error={problemOf("channelId")}>
          <Select
            value={fields.channelId}
            onChange={(event) => set({ channelId: event.target.value })}
            options={channels.map(({ id, name }) => ({ value: id, label: name }))}
          />
        </Field>
        <Field label="How serious at least">
          <Select
            value={fields.severity}
            onChange={(event) => set({ severity: event.target.value as Severity })}
            options={SEVERITIES.map((severity) => ({ value: severity, label: severityLabels[severity] }))}
          />
        </Field>
        <Field label="Together">
          <Select
            value={fields.digestMinutes}
            onChange={(event) => set({ digestMinutes: event.target.value })}
            options={withOwn(fields.digestMinutes)}
          />
        </Field>
      </div>
      <Field label="Events" optional error={problemOf("eventTypes")} help="Empty: all that people are told of.">
        <TagsInput
          value={fields.eventTypes}
          onChange={(eventTypes) => set({ eventTypes })}
          suggestions={EVENT_TYPES}
          placeholder="rollout_failed"
        />
      </Field>
      <Field label="Products" optional error={problemFor(unknown.products, "product")} help="Empty: every product.">
        <TagsInput
          value={fields.products}
          onChange={(products) => set({ products })}
          suggestions={places.products.map(({ slug }) => slug)}
        />
      </Field>
      <Field
        label="Environments"
        optional
        error={problemFor(unknown.environments, "environment")}
        help="Empty: everywhere."
      >
        <TagsInput
          value={fields.environments}
          onChange={(environments) => set({ environments })}
          suggestions={places.environments.map(({ slug }) => slug)}
        />
      </Field>
      <QuietFields fields={fields} set={set} problemOf={problemOf} />
      <DialogActions
        submit={rule ? "Save the rule" : "Add the rule"}
        busy={isBusy}
        disabled={unknown.products.length + unknown.environments.length > 0}
      />
    </form>
  );
}

function problemFor(unknown: readonly string[], noun: string): string | undefined {
  return unknown.length === 0 ? undefined : `There is no ${noun} ${unknown.join(", ")}.`;
}

/** A span that was set by program stays to be chosen. */
function withOwn(minutes: string) {
  if (DIGESTS.some(({ value }) => value === minutes)) return DIGESTS;
  return [...DIGESTS, { value: minutes, label: `Every ${minutes} minutes` }];
}
