"use client";

import { Plus } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { api } from "#components/api.ts";
import { DeviceToken } from "#components/devices/device-token.tsx";
import { FleetField } from "#components/devices/fleet-field.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { DialogActions } from "#components/ui/dialog-actions.tsx";
import { DialogDone } from "#components/ui/dialog-done.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Input } from "#components/ui/input.tsx";
import { TagsInput } from "#components/ui/tags-input.tsx";
import { useFormSubmit } from "#components/ui/use-form-submit.ts";
import { useShownOnce } from "#components/ui/use-shown-once.ts";
import type { NewDeviceView } from "#lib/devices/view.ts";

const PLACED = ["name", "fleet", "tags"];

/** Registers one device by hand. Its token is shown in the same dialog, once. */
export function RegisterDevice({ fleets, fleet }: { fleets: readonly string[]; fleet?: string }) {
  const { made: device, setMade: setDevice, dialog } = useShownOnce<NewDeviceView>();

  return (
    <Dialog
      {...dialog}
      title={device ? `${device.name} is registered` : "Register a device"}
      trigger={
        <Button variant="primary">
          <Plus aria-hidden />
          Register device
        </Button>
      }
    >
      {device ? <Registered device={device} /> : <RegisterForm fleets={fleets} fleet={fleet} onDone={setDevice} />}
    </Dialog>
  );
}

type RegisterFormProps = {
  fleets: readonly string[];
  fleet: string | undefined;
  onDone: (device: NewDeviceView) => void;
};

function RegisterForm({ fleets, fleet: given = "", onDone }: RegisterFormProps) {
  const [name, setName] = useState("");
  const [fleet, setFleet] = useState(given);
  const [tags, setTags] = useState<string[]>([]);
  const { onSubmit, isBusy, error, problemOf } = useFormSubmit(async () => {
    const body = { name, tags, ...(fleet.trim() && { fleet: fleet.trim() }) };
    onDone(await api<NewDeviceView>("/api/v1/devices", { method: "POST", body }));
  });

  return (
    <form className="space-y-4" onSubmit={onSubmit}>
      <FormError error={error} placed={PLACED} title="The device was not registered" />
      <Field label="Name" error={problemOf("name")}>
        <Input
          value={name}
          onChange={(event) => setName(event.target.value)}
          required
          maxLength={200}
          placeholder="edge-0042"
        />
      </Field>
      <FleetField
        value={fleet}
        onChange={setFleet}
        fleets={fleets}
        error={problemOf("fleet")}
        help="A new name makes a new fleet."
      />
      <Field
        label="Tags"
        optional
        error={problemOf("tags")}
        help="Policies select devices by tags. Enter or a comma ends a tag."
      >
        <TagsInput value={tags} onChange={setTags} />
      </Field>
      <DialogActions submit="Register device" busy={isBusy} />
    </form>
  );
}

function Registered({ device }: { device: NewDeviceView }) {
  return (
    <div className="space-y-4">
      <DeviceToken device={device} />
      <DialogDone>
        <Button asChild variant="ghost">
          <Link href={`/devices/${device.id}`}>Open the device</Link>
        </Button>
      </DialogDone>
    </div>
  );
}
