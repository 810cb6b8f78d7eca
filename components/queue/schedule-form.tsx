"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "#components/api.ts";
import { toDraft } from "#components/calendar/recurrence-words.ts";
import { createSchedule } from "#components/queue/queries.ts";
import { type ScheduleTimes, ScheduleTimeFields, timesToSend } from "#components/queue/schedule-time-fields.tsx";
import { randomId } from "#components/random-id.ts";
import { faultOf } from "#components/templates/queries.ts";
import { type Suggestions, VariableField } from "#components/templates/variable-field.tsx";
import { type FieldValues, firstValues, valuesToSend } from "#components/templates/variable-values.ts";
import { DialogActions } from "#components/ui/dialog-actions.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { useFormSubmit } from "#components/ui/use-form-submit.ts";
import type { TemplateView } from "#lib/templates/view.ts";

export interface ScheduleChoices {
  suggestions: Suggestions;
  /** Those of the suggestions, with their zones. */
  environments: readonly { slug: string; name: string; timeZone: string }[];
  templates: readonly { slug: string; name: string }[];
}

const PLACED = ["name", "product", "channel", "environment", "template", "recurrence.value", "startsAt", "timeZone"];

/** Makes a schedule: a template, what it deploys where, and how often. */
export function ScheduleForm({
  suggestions,
  environments,
  templates,
  onDone,
}: ScheduleChoices & { onDone: () => void }) {
  const [idempotencyKey] = useState(randomId);
  const [name, setName] = useState("");
  const [product, setProduct] = useState("");
  const [channel, setChannel] = useState("stable");
  const [environment, setEnvironment] = useState("");
  const [template, setTemplate] = useState("");
  const [times, setTimes] = useState<ScheduleTimes>({
    recurrence: toDraft({ kind: "rrule", value: "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH" }),
    startsAt: `${new Date().toISOString().slice(0, 10)}T22:00`,
    timeZone: "",
    priority: "normal",
  });
  const [changed, setChanged] = useState<FieldValues>({});
  const environmentZone = environments.find(({ slug }) => slug === environment)?.timeZone;
  const zone = times.timeZone || (environmentZone ?? "UTC");

  const chosen = useQuery({
    queryKey: ["templates", template],
    queryFn: ({ signal }) => api<TemplateView>(`/api/deployments/templates/${template}`, { signal }),
    enabled: template !== "",
  });
  const variables = chosen.data?.definition.variables ?? [];
  const values = { ...firstValues(variables), ...changed };

  const { onSubmit, isBusy, error } = useFormSubmit(async () => {
    const wish = { name, product, channel, environment, template, ...timesToSend({ ...times, timeZone: zone }) };
    await createSchedule({ ...wish, variables: valuesToSend(variables, values) }, idempotencyKey);
    onDone();
  });
  const problem = (path: string) => faultOf(error, path);

  return (
    <form className="space-y-4" onSubmit={onSubmit}>
      <FormError
        error={error}
        placed={[...PLACED, ...variables.map((variable) => `variables.${variable.name}`)]}
        title="The schedule was not made"
      />
      <Field label="Name" error={problem("name")}>
        <Input
          value={name}
          onChange={(event) => setName(event.target.value)}
          required
          maxLength={100}
          placeholder="Nightly to staging"
        />
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Product" error={problem("product")}>
          <Select
            required
            value={product}
            onChange={(event) => setProduct(event.target.value)}
            options={toOptions("Choose a product", suggestions.products)}
          />
        </Field>
        <Field label="Channel" error={problem("channel")} help="Its newest version, each time.">
          <Input value={channel} onChange={(event) => setChannel(event.target.value)} required maxLength={100} />
        </Field>
        <Field label="Environment" error={problem("environment")}>
          <Select
            required
            value={environment}
            onChange={(event) => setEnvironment(event.target.value)}
            options={toOptions("Choose an environment", suggestions.environments)}
          />
        </Field>
        <Field label="Template" error={problem("template")}>
          <Select
            required
            value={template}
            onChange={(event) => {
              setTemplate(event.target.value);
              setChanged({});
            }}
            options={toOptions("Choose a template", templates)}
          />
        </Field>
      </div>
      {variables.map((variable) => (
        <VariableField
          key={variable.name}
          variable={variable}
          value={values[variable.name] ?? ""}
          onChange={(value) => setChanged((before) => ({ ...before, [variable.name]: value }))}
          error={problem(`variables.${variable.name}`)}
          suggestions={suggestions}
        />
      ))}
      <ScheduleTimeFields
        value={{ ...times, timeZone: zone }}
        onChange={(change) => setTimes((before) => ({ ...before, ...change }))}
        problemOf={problem}
      />
      <DialogActions submit="Make the schedule" busy={isBusy} />
    </form>
  );
}

function toOptions(hint: string, items: readonly { slug: string; name: string }[]) {
  return [{ value: "", label: hint, disabled: true }, ...items.map(({ slug, name }) => ({ value: slug, label: name }))];
}
