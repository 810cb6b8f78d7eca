"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { randomId } from "#components/random-id.ts";
import { createDistribution } from "#components/updates/queries.ts";
import { ChoiceCards } from "#components/ui/choice-cards.tsx";
import { Combobox } from "#components/ui/combobox.tsx";
import { CreateDialog } from "#components/ui/create-dialog.tsx";
import { DialogActions } from "#components/ui/dialog-actions.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { UnitInput } from "#components/ui/unit-input.tsx";
import { useFormSubmit } from "#components/ui/use-form-submit.ts";
import type { Strategy } from "#lib/updates/rules/share.ts";

type NewDistributionProps = {
  productId: string;
  channels: readonly string[];
  /** The newest first. */
  versions: readonly string[];
  timeZone: string;
};

const STRATEGIES = [
  { value: "gradual", label: "Gradually", help: "To a share that grows by hand or by itself." },
  { value: "immediate", label: "To everybody", help: "From now on, and to all of the channel." },
  { value: "scheduled", label: "At a time", help: "Begins by itself, and grows where you say so." },
  { value: "split", label: "Against another", help: "One version to a share, another one to the others; compare." },
] as const satisfies readonly { value: Strategy; label: string; help: string }[];

const PLACED = ["version", "otherVersion", "channel", "percent", "growBy", "startsAt", "timeZone"];

/** Asks how a version is to be handed out. */
export function NewDistribution(props: NewDistributionProps) {
  return (
    <CreateDialog title="Distribute a version">{(close) => <DistributionForm {...props} close={close} />}</CreateDialog>
  );
}

function DistributionForm({
  productId,
  channels,
  versions,
  timeZone,
  close,
}: NewDistributionProps & { close: () => void }) {
  const router = useRouter();
  // A repeat of the same form, after a lost connection, must not make two.
  const [key] = useState(randomId);
  const [strategy, setStrategy] = useState<Strategy>("gradual");
  const [version, setVersion] = useState(versions[0] ?? "");
  const [otherVersion, setOtherVersion] = useState(versions[1] ?? "");
  const { onSubmit, isBusy, error, problemOf } = useFormSubmit(async (fields) => {
    await createDistribution({ productId, strategy, version, ...read(fields, strategy, otherVersion) }, key);
    router.refresh();
    close();
  });
  const grows = strategy === "gradual" || strategy === "scheduled";
  const options = versions.map((name) => ({ value: name, label: name }));
  return (
    <form onSubmit={onSubmit} className="space-y-4">
      <FormError error={error} placed={PLACED} title="It was not distributed" />
      <ChoiceCards legend="How" choices={STRATEGIES} value={strategy} onChange={setStrategy} />
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Version" error={problemOf("version")}>
          <Combobox value={version} onChange={setVersion} options={options} placeholder="1.2.0" allowOther />
        </Field>
        <Field label="Channel" error={problemOf("channel")}>
          <Select name="channel" options={channels.map((name) => ({ value: name, label: name }))} />
        </Field>
        {strategy === "split" && (
          <Field label="The others are offered" error={problemOf("otherVersion")}>
            <Combobox
              value={otherVersion}
              onChange={setOtherVersion}
              options={options}
              placeholder="1.1.0"
              allowOther
            />
          </Field>
        )}
        {strategy === "scheduled" && (
          <Field label="Begins" error={problemOf("startsAt")} help={`Time of ${timeZone}`}>
            <Input type="datetime-local" name="startsAt" required />
          </Field>
        )}
        {strategy !== "immediate" && (
          <Field label="Share to begin with" error={problemOf("percent")}>
            <UnitInput
              key={strategy}
              unit="%"
              name="percent"
              min={0}
              max={100}
              required
              defaultValue={strategy === "split" ? 50 : 10}
            />
          </Field>
        )}
        {grows && (
          <>
            <Field
              label="Grows by"
              optional
              error={problemOf("growBy")}
              help="Left empty, it grows by your hand alone."
            >
              <UnitInput unit="points" name="growBy" min={0.1} max={100} placeholder="10" />
            </Field>
            <Field label="Each">
              <Select
                name="growEvery"
                options={[
                  { value: "day", label: "day" },
                  { value: "hour", label: "hour" },
                ]}
              />
            </Field>
          </>
        )}
      </div>
      <DialogActions submit="Distribute it" busy={isBusy} disabled={version.trim() === ""} />
    </form>
  );
}

/** What the strategy wants to know, of what stands in the form. */
function read(fields: FormData, strategy: Strategy, otherVersion: string): Record<string, unknown> {
  const text = (name: string) => {
    const value = fields.get(name);
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  const number = (name: string) => (text(name) === undefined ? undefined : Number(text(name)));
  const channel = text("channel");
  if (strategy === "immediate") return { channel };
  if (strategy === "split") return { channel, percent: number("percent"), otherVersion };
  const growth = { percent: number("percent"), growBy: number("growBy"), growEvery: text("growEvery") };
  return { channel, ...growth, ...(strategy === "scheduled" && { startsAt: text("startsAt") }) };
}
