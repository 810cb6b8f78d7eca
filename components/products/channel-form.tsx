"use client";

import { useState } from "react";
import { createChannel, updateChannel } from "#components/products/version-queries.ts";
import { DialogActions } from "#components/ui/dialog-actions.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Input, Textarea } from "#components/ui/input.tsx";
import { useFormSubmit } from "#components/ui/use-form-submit.ts";
import { CHANNEL_NAME_LENGTH_MAX, STABLE } from "#lib/products/rules/channel.ts";
import type { ChannelView } from "#lib/products/view.ts";

type ChannelFormProps = { productId: string; channel?: ChannelView; onDone: () => void };

/** Makes a channel, or changes the given one. */
export function ChannelForm({ productId, channel, onDone }: ChannelFormProps) {
  const [name, setName] = useState(channel?.name ?? "");
  const [description, setDescription] = useState(channel?.description ?? "");
  const { onSubmit, isBusy, error, problemOf } = useFormSubmit(async () => {
    await (channel
      ? updateChannel(channel.id, { name, description })
      : createChannel({ productId, name, description }));
    onDone();
  });
  return (
    <form onSubmit={onSubmit} className="space-y-4">
      <FormError error={error} placed={["name", "description"]} title="The channel was not saved" />
      <Field
        label="Name"
        error={problemOf("name")}
        help={channel?.name === STABLE ? "Every product has it." : "Devices, fleets and feeds name it so."}
      >
        <Input
          value={name}
          onChange={({ target }) => setName(target.value)}
          required
          disabled={channel?.name === STABLE}
          maxLength={CHANNEL_NAME_LENGTH_MAX}
          placeholder="nightly"
          spellCheck={false}
          autoCapitalize="off"
        />
      </Field>
      <Field label="Description" optional error={problemOf("description")}>
        <Textarea
          rows={2}
          maxLength={500}
          value={description}
          onChange={({ target }) => setDescription(target.value)}
        />
      </Field>
      <DialogActions submit={channel ? "Save" : "Make the channel"} busy={isBusy} />
    </form>
  );
}
