"use client";

import { Combobox } from "#components/ui/combobox.tsx";
import { Field } from "#components/ui/field.tsx";

type FleetFieldProps = {
  value: string;
  onChange: (fleet: string) => void;
  fleets: readonly string[];
  error: string | undefined;
  help: string;
};

/** Names the fleet of a device: one of those that there are, or one that is then made. */
export function FleetField({ value, onChange, fleets, error, help }: FleetFieldProps) {
  return (
    <Field label="Fleet" optional error={error} help={help}>
      <Combobox
        value={value}
        onChange={onChange}
        allowOther
        options={fleets.map((option) => ({ value: option, label: option }))}
        emptyText={value ? `Makes the fleet “${value}”` : "No fleets yet"}
      />
    </Field>
  );
}
