"use client";

import Link from "next/link";
import { useState } from "react";
import { api } from "#components/api.ts";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Input } from "#components/ui/input.tsx";
import { Secret } from "#components/ui/secret.tsx";
import { useFormSubmit } from "#components/ui/use-form-submit.ts";
import type { FleetView } from "#lib/devices/view.ts";

export type NewTarget = { id: string; controllerId: string; targetToken: string };

type TargetTokenProps = { fleet: FleetView; target: NewTarget | null; onMade: (target: NewTarget) => void };

/** Registers one hawkBit device and shows its token. */
export function TargetToken({ fleet, target, onMade }: TargetTokenProps) {
  const [controllerId, setControllerId] = useState("");
  const { onSubmit, isBusy, error, problemOf } = useFormSubmit(async () => {
    const body = { controllerId };
    onMade(await api<NewTarget>(`/api/v1/fleets/${fleet.id}/targets`, { method: "POST", body }));
  });

  if (target) {
    return (
      <>
        <Secret
          secret={target.targetToken}
          label={`Target token of ${target.controllerId}`}
          note="Who may change devices can see it again on the device's page."
        />
        <Link href={`/devices/${target.id}`} className="inline-block rounded text-accent-ink hover:underline">
          Open the device
        </Link>
      </>
    );
  }
  return (
    <form className="space-y-3" onSubmit={onSubmit}>
      <FormError error={error} placed={["controllerId"]} title="The device was not registered" />
      <Field
        label="Controller id"
        error={problemOf("controllerId")}
        help="How the device names itself, for example its serial number. Visible ASCII characters without spaces."
      >
        <Input
          value={controllerId}
          onChange={(event) => setControllerId(event.target.value)}
          required
          maxLength={256}
          placeholder="SN-0042"
          className="max-w-sm font-mono"
        />
      </Field>
      <Button type="submit" variant="primary" busy={isBusy}>
        Register the device
      </Button>
    </form>
  );
}
