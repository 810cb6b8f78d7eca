"use client";

import { type ReactNode, useState } from "react";
import { api } from "#components/api.ts";
import { expiryOptions, expiryTime } from "#components/ui/expiry.ts";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { useFormSubmit } from "#components/ui/use-form-submit.ts";
import type { FleetView, NewEnrollmentTokenView } from "#lib/devices/view.ts";

type TokenFormProps = {
  fleet: FleetView;
  onDone: (token: NewEnrollmentTokenView) => void;
  /** The foot of the form, with the button that sends it. */
  renderActions: (isBusy: boolean) => ReactNode;
};

/** Asks for what an enrollment token needs, and makes it. */
export function TokenForm({ fleet, onDone, renderActions }: TokenFormProps) {
  const [name, setName] = useState("");
  const [useLimit, setUseLimit] = useState("");
  const [expiry, setExpiry] = useState("90");
  const { onSubmit, isBusy, error, problemOf } = useFormSubmit(async () => {
    const body = { name, expiresAt: expiryTime(expiry), useLimit: useLimit === "" ? undefined : Number(useLimit) };
    const path = `/api/v1/fleets/${fleet.id}/enrollment-tokens`;
    onDone(await api<NewEnrollmentTokenView>(path, { method: "POST", body }));
  });

  return (
    <form className="space-y-4" onSubmit={onSubmit}>
      <FormError error={error} placed={["name", "useLimit", "expiresAt"]} title="The token was not made" />
      <Field label="Name" error={problemOf("name")} help="Where it is used, so that you know what revoking it stops.">
        <Input
          value={name}
          onChange={(event) => setName(event.target.value)}
          required
          maxLength={200}
          placeholder="factory line 2"
        />
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Ends" error={problemOf("expiresAt")}>
          <Select value={expiry} onChange={(event) => setExpiry(event.target.value)} options={expiryOptions} />
        </Field>
        <Field label="Devices at most" optional error={problemOf("useLimit")}>
          <Input
            type="number"
            min={1}
            max={1_000_000}
            value={useLimit}
            onChange={(event) => setUseLimit(event.target.value)}
            placeholder="no limit"
          />
        </Field>
      </div>
      {renderActions(isBusy)}
    </form>
  );
}
