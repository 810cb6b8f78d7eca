"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { ApiError, api } from "#components/api.ts";
import { ChannelField } from "#components/devices/channel-field.tsx";
import { FleetField } from "#components/devices/fleet-field.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { DialogActions } from "#components/ui/dialog-actions.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Input, Textarea } from "#components/ui/input.tsx";
import { TagsInput } from "#components/ui/tags-input.tsx";
import { useFormSubmit } from "#components/ui/use-form-submit.ts";
import type { DeviceView } from "#lib/devices/view.ts";

type EditDeviceProps = { device: DeviceView; fleets: readonly string[]; open: boolean; onOpenChange: () => void };

export function EditDevice({ device, fleets, open, onOpenChange }: EditDeviceProps) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={`Edit ${device.name}`}>
      <EditForm device={device} fleets={fleets} onDone={onOpenChange} />
    </Dialog>
  );
}

function EditForm({ device, fleets, onDone }: { device: DeviceView; fleets: readonly string[]; onDone: () => void }) {
  const router = useRouter();
  const [name, setName] = useState(device.name);
  const [fleet, setFleet] = useState(device.fleet?.name ?? "");
  const [channel, setChannel] = useState(device.channel ?? "");
  const [tags, setTags] = useState(device.tags);
  const [attributes, setAttributes] = useState(() => JSON.stringify(device.attributes, null, 2));

  const { onSubmit, isBusy, error, problemOf } = useFormSubmit(async () => {
    const body = {
      name,
      fleet: fleet.trim() || null,
      channel: channel.trim() || null,
      tags,
      attributes: parseAttributes(attributes),
    };
    await api(`/api/v1/devices/${device.id}`, { method: "PATCH", body });
    router.refresh();
    onDone();
  });

  return (
    <form className="space-y-4" onSubmit={onSubmit}>
      <FormError
        error={error}
        placed={["name", "fleet", "channel", "tags", "attributes"]}
        title="The device was not changed"
      />
      <Field label="Name" error={problemOf("name")}>
        <Input value={name} onChange={(event) => setName(event.target.value)} required maxLength={200} />
      </Field>
      <FleetField
        value={fleet}
        onChange={setFleet}
        fleets={fleets}
        error={problemOf("fleet")}
        help="Empty takes it out of its fleet; a new name makes a new fleet."
      />
      <ChannelField
        value={channel}
        onChange={setChannel}
        error={problemOf("channel")}
        help="Of which it is offered updates. Empty follows its fleet’s channel."
      />
      <Field label="Tags" optional error={problemOf("tags")}>
        <TagsInput value={tags} onChange={setTags} />
      </Field>
      <Field
        label="Attributes"
        optional
        error={problemOf("attributes")}
        help="A JSON object. The device may change attributes with its reports."
      >
        <Textarea
          rows={Math.min(Math.max(attributes.split("\n").length, 4), 12)}
          value={attributes}
          onChange={(event) => setAttributes(event.target.value)}
          spellCheck={false}
          className="font-mono text-xs"
        />
      </Field>
      <DialogActions submit="Save" busy={isBusy} />
    </form>
  );
}

function parseAttributes(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text.trim() || "{}");
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Said below, as for JSON that is no object.
  }
  const detail = 'Attributes are a JSON object, for example {"model": "CM4"}.';
  throw new ApiError(400, { code: "INVALID_INPUT", detail, errors: [{ path: "attributes", message: detail }] });
}
