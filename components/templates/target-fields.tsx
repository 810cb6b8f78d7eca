"use client";

import { Combobox } from "#components/ui/combobox.tsx";
import { Field } from "#components/ui/field.tsx";
import { Select } from "#components/ui/select.tsx";

export type TargetValue = {
  /** Slugs, and the version as its product calls it. Empty: not chosen yet. */
  product: string;
  version: string;
  environment: string;
};

type TargetFieldsProps = {
  value: TargetValue;
  onChange: (value: TargetValue) => void;
  products: readonly { slug: string; name: string }[];
  environments: readonly { slug: string; name: string }[];
  versions: readonly { version: string; channels: readonly string[] }[];
  areVersionsLoading: boolean;
  problem: (path: string) => string | undefined;
};

/** Which version of which product goes where. */
export function TargetFields(props: TargetFieldsProps) {
  const { value, onChange, products, environments, versions, areVersionsLoading, problem } = props;
  return (
    <div className="grid gap-4 sm:grid-cols-3">
      <Field label="Product" error={problem("product")}>
        <Combobox
          value={value.product}
          onChange={(product) => onChange({ ...value, product, version: "" })}
          placeholder="Choose a product"
          emptyText="There is no such product"
          options={products.map(({ slug, name }) => ({ value: slug, label: name, detail: slug }))}
        />
      </Field>
      <Field label="Version" error={problem("version")}>
        <Combobox
          value={value.version}
          onChange={(version) => onChange({ ...value, version })}
          allowOther
          placeholder={areVersionsLoading ? "Loading versions…" : "Choose a version"}
          emptyText={value.product === "" ? "Choose a product first" : "Not among the newest hundred"}
          options={versions.map(({ version, channels }) => ({
            value: version,
            label: version,
            detail: channels.join(", "),
          }))}
        />
      </Field>
      <Field
        label="Environment"
        error={problem("environment")}
        help={environments.length === 0 ? "There is none yet: make one first." : undefined}
      >
        <Select
          value={value.environment}
          onChange={(event) => onChange({ ...value, environment: event.target.value })}
          options={[
            { value: "", label: "Choose an environment", disabled: true },
            ...environments.map(({ slug, name }) => ({ value: slug, label: name })),
          ]}
        />
      </Field>
    </div>
  );
}
