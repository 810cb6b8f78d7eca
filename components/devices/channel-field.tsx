"use client";

import { Combobox } from "#components/ui/combobox.tsx";
import { Field } from "#components/ui/field.tsx";
import { FIRST_CHANNELS } from "#lib/products/rules/channel.ts";

type ChannelFieldProps = {
  value: string;
  onChange: (channel: string) => void;
  error: string | undefined;
  help: string;
};

/** Names the channel that is followed; of those that products do not start with, by its name. */
export function ChannelField({ value, onChange, error, help }: ChannelFieldProps) {
  return (
    <Field label="Channel" optional error={error} help={help}>
      <Combobox
        value={value}
        onChange={onChange}
        allowOther
        options={FIRST_CHANNELS.map((name) => ({ value: name, label: name }))}
        emptyText={`Follows “${value}”`}
      />
    </Field>
  );
}
