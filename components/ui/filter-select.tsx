"use client";

import { useAddress } from "#components/ui/address.ts";
import { type Option, Select } from "#components/ui/select.tsx";

/** A filter that lives in the address: `?<parameter>=value`; the first entry means no filter. */
export function FilterSelect({ label, parameter, all, options, shallow = false }: FilterSelectProps) {
  const address = useAddress();
  return (
    <Select
      aria-label={label}
      className="w-auto max-w-48"
      value={address.get(parameter) ?? ""}
      onChange={(event) => {
        const goTo = shallow ? address.replaceHere : address.replace;
        goTo({ [parameter]: event.target.value });
      }}
      options={[{ value: "", label: all }, ...options]}
    />
  );
}

type FilterSelectProps = {
  label: string;
  parameter: string;
  all: string;
  options: readonly Option[];
  /** The list reads its own data, so that the server need not be asked for the page. */
  shallow?: boolean;
};
