"use client";

import type { FaultOf } from "#components/policies/faults.ts";
import type { CheckFields } from "#components/policies/policy-fields.ts";
import { type Choice, ChoiceCards } from "#components/ui/choice-cards.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { Switch } from "#components/ui/switch.tsx";
import { UnitInput } from "#components/ui/unit-input.tsx";

const types: readonly Choice<CheckFields["type"]>[] = [
  { value: "self", label: "The device says so", help: "It reports healthy or failed after its own checks." },
  { value: "http", label: "HTTP", help: "A URL answers with the expected status and text." },
  { value: "tcp", label: "TCP port", help: "A port takes connections." },
  { value: "container", label: "Container", help: "The container runs, or its health check passes." },
];

const checkers = [
  { value: "device", label: "The device itself" },
  { value: "server", label: "This server" },
];

const states = [
  { value: "running", label: "is running" },
  { value: "healthy", label: "is healthy" },
];

/** How an updated device proves that it is well. */
export function HealthCheckEditor({ isOn, check, onOn, onChange, faultOf }: HealthCheckEditorProps) {
  const set = (change: Partial<CheckFields>) => onChange({ ...check, ...change });
  const fault = (name: string) => faultOf(`healthCheckConfig.${name}`);
  const asksAddress = check.type === "http" || check.type === "tcp";
  return (
    <div className="space-y-3">
      <Switch
        checked={isOn}
        onCheckedChange={onOn}
        label="Check the health after the update"
        help={isOn ? undefined : "Off: a device that reports “installed” counts as healthy."}
      />
      {isOn && (
        <div className="space-y-4 border-l-2 border-line pl-3">
          <ChoiceCards legend="What is checked" choices={types} value={check.type} onChange={(type) => set({ type })} />
          {asksAddress && (
            <div className="grid gap-3 sm:grid-cols-[11rem_minmax(0,1fr)]">
              <Field
                label="Who checks"
                help={check.by === "server" ? "It must be able to reach the device." : "Works behind NAT, too."}
                error={fault("by")}
              >
                <Select
                  value={check.by}
                  onChange={(event) => set({ by: event.target.value as CheckFields["by"] })}
                  options={checkers}
                />
              </Field>
              <Field
                label={check.type === "http" ? "URL" : "Host and port"}
                error={fault("endpoint")}
                help="Placeholders: {device_ip}, {device_id}, {device_name}, {image}, {tag}, {version}"
              >
                <Input
                  value={check.endpoint}
                  onChange={(event) => set({ endpoint: event.target.value })}
                  placeholder={check.type === "http" ? "http://{device_ip}:80/health" : "{device_ip}:8080"}
                  spellCheck={false}
                  className="font-mono text-xs"
                />
              </Field>
            </div>
          )}
          {check.type === "http" && (
            <div className="grid gap-3 sm:grid-cols-[11rem_minmax(0,1fr)]">
              <Field label="Expected status" error={fault("expectedStatusCode")}>
                <Input
                  inputMode="numeric"
                  value={check.expectedStatusCode}
                  onChange={(event) => set({ expectedStatusCode: event.target.value })}
                />
              </Field>
              <Field label="Text in the answer" optional error={fault("expectedBody")}>
                <Input value={check.expectedBody} onChange={(event) => set({ expectedBody: event.target.value })} />
              </Field>
            </div>
          )}
          {check.type === "container" && (
            <div className="grid gap-3 sm:grid-cols-[minmax(0,1fr)_11rem]">
              <Field label="Container" optional error={fault("container")} help="Left out: the one of the update.">
                <Input value={check.container} onChange={(event) => set({ container: event.target.value })} />
              </Field>
              <Field label="State" error={fault("expectedState")}>
                <Select
                  value={check.expectedState}
                  onChange={(event) => set({ expectedState: event.target.value as CheckFields["expectedState"] })}
                  options={states}
                />
              </Field>
            </div>
          )}
          <CheckTiming check={check} set={set} fault={fault} />
        </div>
      )}
    </div>
  );
}

type HealthCheckEditorProps = {
  isOn: boolean;
  check: CheckFields;
  onOn: (isOn: boolean) => void;
  onChange: (check: CheckFields) => void;
  faultOf: FaultOf;
};

function CheckTiming({ check, set, fault }: CheckTimingProps) {
  return (
    <div className="grid grid-cols-2 gap-3 sm:grid-cols-4">
      <Field label="First try after" error={fault("gracePeriodSeconds")}>
        <UnitInput
          unit="s"
          value={check.gracePeriodSeconds}
          onChange={(event) => set({ gracePeriodSeconds: event.target.value })}
        />
      </Field>
      <Field label="More tries" error={fault("retries")}>
        <UnitInput unit="times" value={check.retries} onChange={(event) => set({ retries: event.target.value })} />
      </Field>
      <Field label="Pause between" error={fault("intervalSeconds")}>
        <UnitInput
          unit="s"
          value={check.intervalSeconds}
          onChange={(event) => set({ intervalSeconds: event.target.value })}
        />
      </Field>
      <Field label="Limit of a try" error={fault("timeoutSeconds")}>
        <UnitInput
          unit="s"
          value={check.timeoutSeconds}
          onChange={(event) => set({ timeoutSeconds: event.target.value })}
        />
      </Field>
    </div>
  );
}

type CheckTimingProps = {
  check: CheckFields;
  set: (change: Partial<CheckFields>) => void;
  fault: (name: string) => string | undefined;
};
