"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { api } from "#components/api.ts";
import { DialogActions } from "#components/ui/dialog-actions.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Select } from "#components/ui/select.tsx";
import { UnitInput } from "#components/ui/unit-input.tsx";
import { useFormSubmit } from "#components/ui/use-form-submit.ts";
import type { DeviceView } from "#lib/devices/view.ts";

type ConnectionFormProps = { device: DeviceView; usualPollSeconds: number; onDone: () => void };

const skipOptions = [
  { value: "", label: "Decide by the client's name" },
  { value: "yes", label: "Yes, it waits" },
  { value: "no", label: "No, it reports success" },
];

/** Sets how often a device asks, and what may be said to it. */
export function ConnectionForm({ device, usualPollSeconds, onDone }: ConnectionFormProps) {
  const router = useRouter();
  const [pollSeconds, setPollSeconds] = useState(device.pollSeconds === null ? "" : String(device.pollSeconds));
  const [skip, setSkip] = useState(device.understandsSkip === null ? "" : device.understandsSkip ? "yes" : "no");
  const { onSubmit, isBusy, error, problemOf } = useFormSubmit(async () => {
    const body = {
      pollSeconds: pollSeconds === "" ? null : Number(pollSeconds),
      ...(device.controllerId !== null && { understandsSkip: skip === "" ? null : skip === "yes" }),
    };
    await api(`/api/v1/devices/${device.id}`, { method: "PATCH", body });
    router.refresh();
    onDone();
  });

  return (
    <form className="space-y-4" onSubmit={onSubmit}>
      <FormError error={error} placed={["pollSeconds", "understandsSkip"]} title="The device was not changed" />
      <Field
        label="Polls every"
        optional
        error={problemOf("pollSeconds")}
        help={`Empty means the usual ${usualPollSeconds} s. It holds from the device's next poll on; while an update waits for the device it is asked to come sooner.`}
      >
        <UnitInput
          unit="seconds"
          min={5}
          max={604_800}
          step={1}
          value={pollSeconds}
          onChange={(event) => setPollSeconds(event.target.value)}
          placeholder={String(usualPollSeconds)}
          className="max-w-48"
        />
      </Field>
      {device.controllerId !== null && (
        <Field
          label="Understands skip"
          error={problemOf("understandsSkip")}
          help="Outside of a maintenance window, and for updates that are only to be downloaded, hawkBit says “update: skip”. SWUpdate reports that as a success without having done anything. Switched off, the device is told nothing while its window is closed, and only what it may install."
        >
          <Select value={skip} onChange={(event) => setSkip(event.target.value)} options={skipOptions} />
        </Field>
      )}
      <DialogActions submit="Save" busy={isBusy} />
    </form>
  );
}
