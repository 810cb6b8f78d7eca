"use client";

import { Field } from "#components/ui/field.tsx";
import { TagsInput } from "#components/ui/tags-input.tsx";
import type { Compatibility } from "#lib/products/rules/compatibility.ts";

type CompatibilityFieldsProps = {
  value: Compatibility;
  onChange: (value: Compatibility) => void;
  problemOf: (path: string) => string | undefined;
};

/** Where a version runs. Empty fields do not matter to it. */
export function CompatibilityFields({ value, onChange, problemOf }: CompatibilityFieldsProps) {
  const words = (name: "platforms" | "architectures" | "hardwareRevisions", given: string[]) => {
    const { [name]: _old, ...others } = value;
    onChange(given.length === 0 ? others : { ...others, [name]: given });
  };
  const { requires: _requires, ...free } = value;
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field label="Platforms" optional error={problemOf("compatibility.platforms")}>
        <TagsInput
          value={value.platforms ?? []}
          onChange={(given) => words("platforms", given)}
          suggestions={["linux", "darwin", "windows"]}
          placeholder="linux"
        />
      </Field>
      <Field label="Architectures" optional error={problemOf("compatibility.architectures")}>
        <TagsInput
          value={value.architectures ?? []}
          onChange={(given) => words("architectures", given)}
          suggestions={["x64", "arm64", "arm"]}
          placeholder="arm64"
        />
      </Field>
      <Field label="Hardware revisions" optional error={problemOf("compatibility.hardwareRevisions")}>
        <TagsInput
          value={value.hardwareRevisions ?? []}
          onChange={(given) => words("hardwareRevisions", given)}
          placeholder="rev-c"
        />
      </Field>
      <Field
        label="Requires"
        optional
        error={faultOfRequires(value, problemOf)}
        help="A name and a range of versions, such as bootloader >=2.1"
      >
        <TagsInput
          value={(value.requires ?? []).map(({ name, range }) => `${name} ${range}`.trim())}
          onChange={(given) => onChange(given.length === 0 ? free : { ...free, requires: given.map(readRequirement) })}
          placeholder="bootloader >=2.1"
        />
      </Field>
    </div>
  );
}

/** A name alone stands for any version of it. */
function readRequirement(text: string): { name: string; range: string } {
  const [name = "", ...range] = text.split(/\s+/);
  return { name, range: range.join(" ") || "*" };
}

function faultOfRequires({ requires = [] }: Compatibility, problemOf: (path: string) => string | undefined) {
  return requires.map((_, index) => problemOf(`compatibility.requires.${index}.range`)).find(Boolean);
}
