"use client";

import { KeyRound } from "lucide-react";
import { useState } from "react";
import { api } from "#components/api.ts";
import { randomId } from "#components/random-id.ts";
import { useMay } from "#components/session.tsx";
import { Button } from "#components/ui/button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Input, Textarea } from "#components/ui/input.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { Switch } from "#components/ui/switch.tsx";
import { toast } from "#components/ui/toast.tsx";
import { useFormSubmit } from "#components/ui/use-form-submit.ts";
import { useUnsavedGuard } from "#components/ui/use-unsaved-guard.ts";
import type { SettingKey, SettingValue } from "#lib/hawkbit/rules/settings.ts";
import type { SettingsView, SettingView } from "#lib/hawkbit/settings/view.ts";

const ADDRESS = "/api/v1/hawkbit/settings";

type Values = Partial<Record<SettingKey, SettingValue>>;
type SettingsFormProps = { tenant: string; settings: readonly SettingView[] };

/** What holds for the hawkBit devices of one tenant. Only what was changed is sent. */
export function SettingsForm({ tenant, settings }: SettingsFormProps) {
  const mayWrite = useMay("tokens:write");
  const [saved, setSaved] = useState(() => toValues(settings));
  const [values, setValues] = useState(saved);
  const changed = changesOf(saved, values);
  const isDirty = Object.keys(changed).length > 0;
  useUnsavedGuard(isDirty);
  const { onSubmit, isBusy, error, problemOf } = useFormSubmit(async () => {
    const answer = await api<SettingsView>(ADDRESS, { method: "PUT", body: { tenant, values: changed } });
    setSaved(toValues(answer.items));
    setValues(toValues(answer.items));
    toast({ kind: "good", title: "Saved", detail: "Devices notice it at their next request." });
  });

  const set = (key: SettingKey) => (value: SettingValue) => setValues((all) => ({ ...all, [key]: value }));
  const isOn = (key: SettingKey) => values[key] === true;
  const text = (key: SettingKey) => String(values[key] ?? "");
  const fault = (key: SettingKey) => problemOf(`values.${key}`);
  const toggle = (key: SettingKey) => ({ checked: isOn(key), onCheckedChange: set(key), disabled: !mayWrite });
  const gatewayToken = text("authentication.gatewaytoken.key");

  return (
    <form className="max-w-3xl space-y-4" onSubmit={onSubmit}>
      <FormError error={error} placed={PLACED.map((key) => `values.${key}`)} title="The settings were not saved" />
      <Panel title="Who is let in" bodyClassName="space-y-4 p-3">
        <Switch
          label="Target tokens"
          help="Each device has a token of its own, made together with the device."
          {...toggle("authentication.targettoken.enabled")}
        />
        <Switch
          label="Gateway token"
          help="One token for all devices of the tenant. Whoever has it can register devices and speak for any of them."
          {...toggle("authentication.gatewaytoken.enabled")}
        />
        {values["authentication.gatewaytoken.key"] !== undefined && (
          <Field label="The gateway token" optional error={fault("authentication.gatewaytoken.key")}>
            <Input
              value={gatewayToken}
              onChange={(event) => set("authentication.gatewaytoken.key")(event.target.value)}
              disabled={!mayWrite}
              className="font-mono"
              autoComplete="off"
              spellCheck={false}
              placeholder="none"
            />
          </Field>
        )}
        {mayWrite && (
          <div className="flex flex-wrap items-center gap-2">
            <Button onClick={() => set("authentication.gatewaytoken.key")(randomId() + randomId())}>
              <KeyRound aria-hidden />
              Make a new gateway token
            </Button>
            {gatewayToken !== "" && <CopyButton text={gatewayToken} label="Copy the gateway token" />}
          </div>
        )}
        {isOn("authentication.gatewaytoken.enabled") && gatewayToken === "" && mayWrite && (
          <Notice kind="warn">Without a gateway token the switch above lets nobody in.</Notice>
        )}
        <Switch
          label="Certificates, checked by a reverse proxy"
          help="The proxy names the device in X-Controller-Id and the issuer in X-Authority. Only proxies in SLIPWAY_TRUSTED_PROXIES are believed."
          {...toggle("authentication.header.enabled")}
        />
        <Field
          label="Trusted issuers"
          optional
          error={fault("authentication.header.authority")}
          help="Names or fingerprints, with commas between them."
        >
          <Textarea
            rows={2}
            value={text("authentication.header.authority")}
            onChange={(event) => set("authentication.header.authority")(event.target.value)}
            disabled={!mayWrite}
            spellCheck={false}
            className="font-mono"
          />
        </Field>
      </Panel>
      <Panel title="Polling and updates" bodyClassName="space-y-4 p-3">
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="Polling time" error={fault("pollingTime")} help="HH:MM:SS, from 00:00:30 to 23:59:59.">
            <Input
              value={text("pollingTime")}
              onChange={(event) => set("pollingTime")(event.target.value)}
              disabled={!mayWrite}
              required
            />
          </Field>
          <Field
            label="Overdue after"
            error={fault("pollingOverdueTime")}
            help="HH:MM:SS after a poll that did not come."
          >
            <Input
              value={text("pollingOverdueTime")}
              onChange={(event) => set("pollingOverdueTime")(event.target.value)}
              disabled={!mayWrite}
              required
            />
          </Field>
        </div>
        <Switch
          label="Ask the device's user before each update"
          help="The device shows the question, unless its user agreed to everything beforehand."
          {...toggle("user.confirmation.flow.enabled")}
        />
        <Switch
          label="Close older actions at once"
          help="A newer assignment ends what is still open. Otherwise the device is asked to stop first."
          {...toggle("repository.actions.autoclose.enabled")}
        />
      </Panel>
      {mayWrite ? (
        <Button type="submit" variant="primary" busy={isBusy} disabled={!isDirty}>
          Save
        </Button>
      ) : (
        <p className="text-muted">Administrators can change this.</p>
      )}
    </form>
  );
}

/** Their faults stand beside their fields. */
const PLACED: readonly SettingKey[] = [
  "authentication.gatewaytoken.key",
  "authentication.header.authority",
  "pollingTime",
  "pollingOverdueTime",
];

function toValues(settings: readonly SettingView[]): Values {
  return Object.fromEntries(settings.flatMap(({ key, value }) => (value === null ? [] : [[key, value]])));
}

function changesOf(saved: Values, values: Values): Values {
  return Object.fromEntries(Object.entries(values).filter(([key, value]) => saved[key as SettingKey] !== value));
}
