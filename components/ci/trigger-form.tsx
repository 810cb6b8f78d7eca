"use client";

import { useState } from "react";
import { changeTrigger, createTrigger } from "#components/ci/queries.ts";
import { TriggerVariables } from "#components/ci/trigger-variables.tsx";
import { faultsIn, makeFaultOf } from "#components/policies/faults.ts";
import { ChoiceCards, type Choice } from "#components/ui/choice-cards.tsx";
import { DialogActions } from "#components/ui/dialog-actions.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { Switch } from "#components/ui/switch.tsx";
import { useFormSubmit } from "#components/ui/use-form-submit.ts";
import type { TriggerMode } from "#lib/ci/rules/trigger.ts";
import type { TriggerView } from "#lib/ci/view.ts";

/** What a trigger can name: slugs with their names. */
export interface TriggerChoices {
  products: readonly { slug: string; name: string }[];
  environments: readonly { slug: string; name: string }[];
  templates: readonly { slug: string; name: string }[];
}

const modes: readonly Choice<TriggerMode>[] = [
  { value: "deploy", label: "Deploy", help: "A green run starts a deployment. A red one stops what was deployed." },
  { value: "watch", label: "Watch", help: "Green runs start nothing. A red one stops what was deployed." },
];
const PLACED = ["name", "product", "repository", "workflow", "branch", "environment", "template"];

type TriggerFormProps = { trigger?: TriggerView; choices: TriggerChoices; onDone: () => void };

/** Makes a trigger, or changes the given one. */
export function TriggerForm({ trigger, choices, onDone }: TriggerFormProps) {
  const [fields, setFields] = useState(() => fieldsOf(trigger, choices));
  const set = (change: Partial<typeof fields>) => setFields((before) => ({ ...before, ...change }));
  const [variables, setVariables] = useState<Record<string, unknown> | null>(null);
  const { onSubmit, isBusy, error } = useFormSubmit(async () => {
    const body = { ...fields, ...(variables && { variables }) };
    await (trigger ? changeTrigger(trigger.id, body) : createTrigger(body));
    onDone();
  });
  const faultOf = makeFaultOf(faultsIn(error));
  const text = (name: "name" | "repository" | "workflow" | "branch") => ({
    value: fields[name],
    onChange: (event: { target: { value: string } }) => set({ [name]: event.target.value }),
    spellCheck: false,
  });
  const choice = (name: "product" | "environment" | "template") => ({
    value: fields[name],
    onChange: (event: { target: { value: string } }) => set({ [name]: event.target.value }),
  });

  return (
    <form className="space-y-4" onSubmit={onSubmit} noValidate>
      <FormError error={error} placed={PLACED} title="The trigger was not saved" />
      <Field label="Name" error={faultOf("name")}>
        <Input {...text("name")} maxLength={100} placeholder="main to staging" />
      </Field>
      <Field label="Repository" error={faultOf("repository")} help="As the CI system calls it.">
        <Input {...text("repository")} placeholder="acme/gateway" className="font-mono text-xs" />
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Workflow" optional error={faultOf("workflow")} help="A glob of its name. Empty: any.">
          <Input {...text("workflow")} placeholder="Build *" className="font-mono text-xs" />
        </Field>
        <Field label="Branch" error={faultOf("branch")} help="A glob: release/** means every depth.">
          <Input {...text("branch")} placeholder="main" className="font-mono text-xs" />
        </Field>
      </div>
      <div className="grid gap-4 sm:grid-cols-3">
        <Field label="Product" error={faultOf("product")}>
          <Select {...choice("product")} options={choices.products.map(toOption)} />
        </Field>
        <Field label="Environment" error={faultOf("environment")}>
          <Select {...choice("environment")} options={choices.environments.map(toOption)} />
        </Field>
        <Field label="Template" error={faultOf("template")}>
          <Select
            {...choice("template")}
            onChange={(event) => {
              set({ template: event.target.value });
              setVariables(null);
            }}
            options={choices.templates.map(toOption)}
          />
        </Field>
      </div>
      <TriggerVariables
        template={fields.template}
        given={trigger?.template.slug === fields.template ? trigger.variables : {}}
        onChange={setVariables}
        faultOf={faultOf}
        suggestions={{ ...choices, fleets: [] }}
      />
      <ChoiceCards legend="What runs do" choices={modes} value={fields.mode} onChange={(mode) => set({ mode })} />
      <Switch
        checked={fields.enabled}
        onCheckedChange={(enabled) => set({ enabled })}
        label="Enabled"
        help="Switched off, runs do nothing by it."
      />
      <DialogActions submit={trigger ? "Save" : "Make the trigger"} busy={isBusy} />
    </form>
  );
}

function fieldsOf(trigger: TriggerView | undefined, { products, environments, templates }: TriggerChoices) {
  return {
    name: trigger?.name ?? "",
    repository: trigger?.repository ?? "",
    workflow: trigger?.workflow ?? "",
    branch: trigger?.branch ?? "main",
    product: trigger?.product.slug ?? products[0]?.slug ?? "",
    environment: trigger?.environment.slug ?? environments[0]?.slug ?? "",
    template: trigger?.template.slug ?? templates[0]?.slug ?? "",
    mode: trigger?.mode ?? "deploy",
    enabled: trigger?.enabled ?? true,
  };
}

function toOption({ slug, name }: { slug: string; name: string }) {
  return { value: slug, label: name };
}
