"use client";

import type { ReactNode } from "react";
import { BatchesEditor } from "#components/policies/batches-editor.tsx";
import type { FaultOf } from "#components/policies/faults.ts";
import { HealthCheckEditor } from "#components/policies/health-check-editor.tsx";
import type { PolicyFields, TagRuleKind } from "#components/policies/policy-fields.ts";
import { WindowEditor } from "#components/policies/window-editor.tsx";
import { DeviceFilterFields } from "#components/devices/device-filter-fields.tsx";
import { Button } from "#components/ui/button.tsx";
import { type Choice, ChoiceCards } from "#components/ui/choice-cards.tsx";
import { Field } from "#components/ui/field.tsx";
import { countOf } from "#components/ui/format.ts";
import { Input } from "#components/ui/input.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { Select } from "#components/ui/select.tsx";
import { Switch } from "#components/ui/switch.tsx";
import { UnitInput } from "#components/ui/unit-input.tsx";
import type { Strategy } from "#lib/rollouts/rules/rollout.ts";
import type { FailureLimitAction } from "#lib/rollouts/rules/settings.ts";

type SectionProps = { fields: PolicyFields; set: (change: Partial<PolicyFields>) => void; faultOf: FaultOf };

const strategies: readonly Choice<Strategy>[] = [
  { value: "staged", label: "Staged", help: "Batch after batch by itself, each after the one before is well." },
  { value: "manual", label: "Manual", help: "Every batch, the first too, waits for a person’s approval." },
  { value: "auto", label: "Auto", help: "At once, to everybody unless batches say otherwise." },
  { value: "scheduled", label: "Scheduled", help: "Starts when the maintenance window opens next." },
];

const tagRules: readonly { value: TagRuleKind; label: string; help: string; example: string }[] = [
  { value: "semver", label: "SemVer range", help: "Prereleases only where the range names one.", example: "^1.4.0" },
  { value: "glob", label: "Glob", help: "* and ? as in file names.", example: "release-*" },
  {
    value: "regex",
    label: "Regular expression",
    help: "RE2, matched against the whole tag.",
    example: "v\\d+(\\.\\d+)*",
  },
  { value: "none", label: "Every tag", help: "", example: "" },
];

const failureActions: readonly { value: FailureLimitAction; label: string }[] = [
  { value: "rollBack", label: "Roll every device back and hold the release" },
  { value: "pause", label: "Pause and wait for a person" },
];

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Panel title={title} bodyClassName="space-y-4 p-3 sm:p-4">
      {children}
    </Panel>
  );
}

export function ImageSection({
  fields,
  set,
  faultOf,
  products,
}: SectionProps & { products: readonly { id: string; slug: string }[] }) {
  const rule = tagRules.find(({ value }) => value === fields.tagRuleKind);
  return (
    <Section title="Which pushes">
      <Field label="Name" error={faultOf("name")}>
        <Input
          value={fields.name}
          onChange={(event) => set({ name: event.target.value })}
          maxLength={100}
          placeholder="Gateways, stable"
        />
      </Field>
      <Field
        label="Images"
        error={faultOf("imagePattern")}
        help="A glob over host/repository. Without a host it means that repository on every registry."
      >
        <Input
          value={fields.imagePattern}
          onChange={(event) => set({ imagePattern: event.target.value })}
          placeholder="ghcr.io/acme/*"
          spellCheck={false}
          className="font-mono text-xs"
        />
      </Field>
      <div className="grid gap-4 sm:grid-cols-[12rem_minmax(0,1fr)]">
        <Field label="Tags" help={rule?.help}>
          <Select
            value={fields.tagRuleKind}
            onChange={(event) => set({ tagRuleKind: event.target.value as TagRuleKind })}
            options={tagRules}
          />
        </Field>
        {fields.tagRuleKind !== "none" && (
          <Field label={rule?.label ?? "Rule"} error={faultOf("tagRule")}>
            <Input
              value={fields.tagRuleValue}
              onChange={(event) => set({ tagRuleValue: event.target.value })}
              placeholder={rule?.example}
              spellCheck={false}
              className="font-mono text-xs"
            />
          </Field>
        )}
      </div>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Product" error={faultOf("productId")}>
          <Select
            value={fields.productId}
            onChange={(event) => set({ productId: event.target.value })}
            options={[
              { value: "", label: "The image’s own, made when it first matches" },
              ...products.map(({ id, slug }) => ({ value: id, label: slug })),
            ]}
          />
        </Field>
        <Field
          label="Priority"
          error={faultOf("priority")}
          help="Of several that match, the highest decides; then the more exact pattern, then the older."
        >
          <Input
            inputMode="numeric"
            value={fields.priority}
            onChange={(event) => set({ priority: event.target.value })}
          />
        </Field>
      </div>
      <Switch
        checked={fields.enabled}
        onCheckedChange={(enabled) => set({ enabled })}
        label="Enabled"
        help="Switched off, it decides about nothing."
      />
    </Section>
  );
}

export function PaceSection({
  fields,
  set,
  faultOf,
  deviceCounts,
}: SectionProps & { deviceCounts: readonly number[] | undefined }) {
  return (
    <Section title="In which order and how fast">
      <ChoiceCards
        legend="Strategy"
        choices={strategies}
        value={fields.updateStrategy}
        onChange={(updateStrategy) => set({ updateStrategy })}
      />
      <BatchesEditor
        batches={fields.batches}
        onChange={(batches) => set({ batches })}
        deviceCounts={deviceCounts}
        error={faultOf("batches")}
      />
      <Field
        label="Delay between batches"
        error={faultOf("batchDelayMinutes")}
        help="Counted from when a batch is done, so that slow trouble can show."
        className="max-w-56"
      >
        <UnitInput
          unit="min"
          min={0}
          value={fields.batchDelayMinutes}
          onChange={(event) => set({ batchDelayMinutes: event.target.value })}
        />
      </Field>
      <WindowEditor
        has={fields.hasWindow}
        window={fields.window}
        onHas={(hasWindow) => set({ hasWindow })}
        onChange={(window) => set({ window })}
        isNeeded={fields.updateStrategy === "scheduled"}
        faultOf={faultOf}
      />
    </Section>
  );
}

export function FailureSection({ fields, set, faultOf }: SectionProps) {
  return (
    <Section title="What counts as failure, and what then">
      <HealthCheckEditor
        isOn={fields.healthCheckEnabled}
        check={fields.check}
        onOn={(healthCheckEnabled) => set({ healthCheckEnabled })}
        onChange={(check) => set({ check })}
        faultOf={faultOf}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <Field
          label="Silence counts as failure after"
          // The server speaks of seconds and shares; these fields hold minutes and percent.
          error={faultOf("deviceTimeoutSeconds") && "Between 10 seconds and 30 days: 0.2 to 43200 minutes."}
        >
          <UnitInput
            unit="min"
            min={0}
            value={fields.deviceTimeoutMinutes}
            onChange={(event) => set({ deviceTimeoutMinutes: event.target.value })}
          />
        </Field>
        <Field
          label="Failure limit"
          error={faultOf("maxFailureRate") && "A percentage from 0 to 100."}
          help="Of the devices of a batch that have answered."
        >
          <UnitInput
            unit="%"
            min={0}
            max={100}
            value={fields.maxFailurePercent}
            onChange={(event) => set({ maxFailurePercent: event.target.value })}
          />
        </Field>
      </div>
      <Field label="Above the limit" error={faultOf("onFailureLimit")}>
        <Select
          value={fields.onFailureLimit}
          onChange={(event) => set({ onFailureLimit: event.target.value as FailureLimitAction })}
          options={failureActions}
        />
      </Field>
      <Switch
        checked={fields.autoRollbackEnabled}
        onCheckedChange={(autoRollbackEnabled) => set({ autoRollbackEnabled })}
        label="A device that fails goes back by itself"
        help="To what it ran before the update, where that is known."
      />
    </Section>
  );
}

export function DevicesSection({ fields, set, faultOf, fleets }: SectionProps & { fleets: readonly string[] }) {
  return (
    <Section title="Which devices">
      <DeviceFilterFields fields={fields} set={set} faultOf={faultOf} fleets={fleets} />
      {fields.deviceIds.length > 0 && (
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-muted">
          Besides it is limited to {countOf(fields.deviceIds.length, "device")} named over the API.
          <Button size="sm" onClick={() => set({ deviceIds: [] })}>
            Lift this limit
          </Button>
        </p>
      )}
    </Section>
  );
}
