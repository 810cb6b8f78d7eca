"use client";

import { useState } from "react";
import { api } from "#components/api.ts";
import { ChannelField } from "#components/devices/channel-field.tsx";
import { DialogActions } from "#components/ui/dialog-actions.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Input, Textarea } from "#components/ui/input.tsx";
import { useFormSubmit } from "#components/ui/use-form-submit.ts";
import type { FleetView } from "#lib/devices/view.ts";

/** Makes a fleet, or changes the given one. */
export function FleetForm({ fleet, onDone }: { fleet?: FleetView; onDone: (fleet: FleetView) => void }) {
  const [name, setName] = useState(fleet?.name ?? "");
  const [description, setDescription] = useState(fleet?.description ?? "");
  const [tenant, setTenant] = useState(fleet?.tenant ?? "");
  const [channel, setChannel] = useState(fleet?.channel ?? "");
  const { onSubmit, isBusy, error, problemOf } = useFormSubmit(async () => {
    const path = fleet ? `/api/v1/fleets/${fleet.id}` : "/api/v1/fleets";
    onDone(
      await api<FleetView>(path, {
        method: fleet ? "PATCH" : "POST",
        body: { name, description, tenant: tenant.trim() || null, channel: channel.trim() || null },
      }),
    );
  });

  return (
    <form className="space-y-4" onSubmit={onSubmit}>
      <FormError error={error} placed={["name", "description", "tenant", "channel"]} title="The fleet was not saved" />
      <Field
        label="Name"
        error={problemOf("name")}
        help={fleet && "A policy that selects the fleet by its old name must be changed too."}
      >
        <Input
          value={name}
          onChange={(event) => setName(event.target.value)}
          required
          maxLength={100}
          placeholder="stores"
        />
      </Field>
      <Field label="Description" optional error={problemOf("description")}>
        <Textarea
          rows={2}
          maxLength={2000}
          value={description}
          onChange={(event) => setDescription(event.target.value)}
        />
      </Field>
      <ChannelField
        value={channel}
        onChange={setChannel}
        error={problemOf("channel")}
        help="Of which its devices are offered updates, where they name none themselves. Empty is stable."
      />
      <Field
        label="hawkBit tenant"
        optional
        error={problemOf("tenant")}
        help="SWUpdate and RAUC devices of this tenant register themselves into this fleet, with its gateway token."
      >
        <Input
          value={tenant}
          onChange={(event) => setTenant(event.target.value)}
          maxLength={40}
          className="uppercase placeholder:normal-case"
          placeholder="none"
        />
      </Field>
      <DialogActions submit={fleet ? "Save" : "Make the fleet"} busy={isBusy} />
    </form>
  );
}
