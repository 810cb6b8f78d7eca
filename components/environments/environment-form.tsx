"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { DeviceFilterFields } from "#components/devices/device-filter-fields.tsx";
import { bodyOf, fieldsOf, type EnvironmentFields } from "#components/environments/environment-fields.ts";
import {
  changeEnvironment,
  createEnvironment,
  environmentKeys,
  previewDevices,
} from "#components/environments/queries.ts";
import { faultsIn, makeFaultOf } from "#components/policies/faults.ts";
import { DialogActions } from "#components/ui/dialog-actions.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { countOf } from "#components/ui/format.ts";
import { Input, Textarea } from "#components/ui/input.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Select } from "#components/ui/select.tsx";
import { Switch } from "#components/ui/switch.tsx";
import { useFormSubmit } from "#components/ui/use-form-submit.ts";
import { useRested } from "#components/ui/use-rested.ts";
import type { DeviceFilter } from "#lib/devices/rules/filter.ts";
import type { ApproverRole } from "#lib/environments/rules/environment.ts";
import type { EnvironmentView } from "#lib/environments/view.ts";

const REST_MS = 350;
const PLACED = ["slug", "name", "description", "position", "timeZone", "requiredApprovals", "riskLimit"];
const ROLES = [
  { value: "approver", label: "Approver" },
  { value: "admin", label: "Administrator" },
];

type EnvironmentFormProps = {
  environment?: EnvironmentView;
  fleets: readonly string[];
  onDone: (environment: EnvironmentView) => void;
};

/** Makes an environment, or changes the given one. */
export function EnvironmentForm({ environment, fleets, onDone }: EnvironmentFormProps) {
  const [fields, setFields] = useState(() => fieldsOf(environment));
  const set = (change: Partial<EnvironmentFields>) => setFields((before) => ({ ...before, ...change }));
  const { onSubmit, isBusy, error } = useFormSubmit(async () => {
    const body = bodyOf(fields);
    onDone(environment ? await changeEnvironment(environment.id, body) : await createEnvironment(body));
  });
  const faultOf = makeFaultOf(faultsIn(error));
  const input = (name: "slug" | "name" | "position" | "timeZone" | "requiredApprovals" | "riskLimit") => ({
    value: fields[name],
    onChange: (event: { target: { value: string } }) => set({ [name]: event.target.value }),
  });

  return (
    <form className="space-y-4" onSubmit={onSubmit} noValidate>
      <FormError error={error} placed={PLACED} title="The environment was not saved" />
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Name" error={faultOf("name")}>
          <Input {...input("name")} maxLength={100} placeholder="Production" />
        </Field>
        <Field label="Slug" error={faultOf("slug")} help="In addresses, templates and scripts.">
          <Input
            {...input("slug")}
            maxLength={63}
            placeholder="production"
            spellCheck={false}
            className="font-mono text-xs"
          />
        </Field>
      </div>
      <Field label="Description" optional error={faultOf("description")}>
        <Textarea
          rows={2}
          maxLength={2000}
          value={fields.description}
          onChange={(event) => set({ description: event.target.value })}
        />
      </Field>
      <DeviceFilterFields fields={fields} set={set} faultOf={faultOf} fleets={fleets} />
      <DevicesMeant filter={bodyOf(fields).deviceFilter} />
      <div className="grid gap-4 sm:grid-cols-2">
        <Field
          label="Place"
          optional
          error={faultOf("position")}
          help="In the line of promotion, from 1. Empty is the last."
        >
          <Input {...input("position")} inputMode="numeric" />
        </Field>
        <Field label="Time zone" error={faultOf("timeZone")}>
          <Input {...input("timeZone")} placeholder="Europe/Berlin" />
        </Field>
        <Field
          label="Approvals"
          error={faultOf("requiredApprovals")}
          help="Before a deployment starts. Never its author’s."
        >
          <Input {...input("requiredApprovals")} inputMode="numeric" />
        </Field>
        <Field label="Approved by" error={faultOf("approverRole")}>
          <Select
            value={fields.approverRole}
            onChange={(event) => set({ approverRole: event.target.value as ApproverRole })}
            options={ROLES}
          />
        </Field>
        <Field
          label="Risk limit"
          optional
          error={faultOf("riskLimit")}
          help="A score above it needs an approval. Empty: never."
        >
          <Input {...input("riskLimit")} inputMode="numeric" placeholder="0 to 100" />
        </Field>
      </div>
      <Switch
        checked={fields.requiresPromotion}
        onCheckedChange={(requiresPromotion) => set({ requiresPromotion })}
        label="Only what was verified in the environment before it"
        help="A version that has not passed there is refused."
      />
      <Switch
        checked={fields.automaticRollback}
        onCheckedChange={(automaticRollback) => set({ automaticRollback })}
        label="Take back by itself what turns out bad"
        help="At most twice an hour for a product; then it is held, and a person is asked."
      />
      <DialogActions submit={environment ? "Save" : "Make the environment"} busy={isBusy} />
    </form>
  );
}

/** How many devices the filter means, as the server sees it. */
function DevicesMeant({ filter }: { filter: DeviceFilter }) {
  const rested = useRested(filter, REST_MS);
  const preview = useQuery({
    queryKey: environmentKeys.preview(rested),
    queryFn: ({ signal }) => previewDevices(rested, signal),
    placeholderData: keepPreviousData,
    retry: false,
  });
  if (!preview.data) return null;
  const { total, sample, unknownFleets } = preview.data;
  const names = sample.slice(0, 3).map(({ name }) => name);
  return (
    <Notice kind={total === 0 ? "warn" : "info"} title={total === 0 ? "It means no devices" : countOf(total, "device")}>
      {total === 0 && "Deployments to it are refused until it does. "}
      {total > 0 && `${names.join(", ")}${total > names.length ? ", …" : ""}`}
      {unknownFleets.length > 0 && ` There is no fleet called ${unknownFleets.join(", ")}.`}
    </Notice>
  );
}
