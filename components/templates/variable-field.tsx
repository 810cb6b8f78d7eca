"use client";

import type { DevicesValue, FieldValue } from "#components/templates/variable-values.ts";
import { Combobox } from "#components/ui/combobox.tsx";
import { Field, FieldError } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { Switch } from "#components/ui/switch.tsx";
import { TagsInput } from "#components/ui/tags-input.tsx";
import { UnitInput } from "#components/ui/unit-input.tsx";
import type { Variable } from "#lib/templates/rules/definition.ts";

/** What fields may suggest. */
export interface Suggestions {
  products: readonly { slug: string; name: string }[];
  environments: readonly { slug: string; name: string }[];
  fleets: readonly string[];
}

type VariableFieldProps = {
  variable: Variable;
  value: FieldValue;
  onChange: (value: FieldValue) => void;
  error: string | undefined;
  suggestions: Suggestions;
};

/** The field of one variable, as its type wants it. */
export function VariableField(props: VariableFieldProps) {
  const { variable, value, onChange, error } = props;
  const label = variable.label || variable.name;
  if (variable.type === "boolean") {
    return (
      <div>
        <Switch checked={value === true} onCheckedChange={onChange} label={label} help={variable.help} />
        {error && <FieldError>{error}</FieldError>}
      </div>
    );
  }
  if (variable.type === "devices") return <DevicesField {...props} label={label} value={value as DevicesValue} />;
  return (
    <Field label={label} help={variable.help} error={error} optional={!variable.required}>
      <TextualControl {...props} variable={variable} value={value as string} />
    </Field>
  );
}

type Textual = Exclude<Variable, { type: "boolean" | "devices" }>;
type TextualControlProps = Omit<VariableFieldProps, "variable" | "value"> & { variable: Textual; value: string };

/** Props that Field gives come last, through the rest. */
function TextualControl({ variable, value, onChange, error: _error, suggestions, ...field }: TextualControlProps) {
  const common = { ...field, required: variable.required };
  switch (variable.type) {
    case "number":
      return (
        <Input
          {...common}
          type="number"
          step="any"
          inputMode="decimal"
          min={variable.min}
          max={variable.max}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      );
    case "duration":
      return (
        <UnitInput
          {...common}
          unit="min"
          min={variable.min ?? 0}
          max={variable.max}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      );
    case "choice":
      return (
        <Select
          {...common}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          options={[
            ...(value === "" || !variable.required ? [{ value: "", label: "Choose…" }] : []),
            ...variable.options.map((option) => ({ value: option.value, label: option.label ?? option.value })),
          ]}
        />
      );
    case "product":
      return <SlugField {...field} items={suggestions.products} value={value} onChange={onChange} />;
    case "environment":
      return <SlugField {...field} items={suggestions.environments} value={value} onChange={onChange} />;
    case "secret":
      return (
        <Input
          {...common}
          type="password"
          autoComplete="new-password"
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      );
    case "text":
      return (
        <Input
          {...common}
          maxLength={variable.lengthMax}
          spellCheck={false}
          autoComplete="off"
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      );
  }
}

type SlugFieldProps = {
  items: readonly { slug: string; name: string }[];
  value: string;
  onChange: (value: string) => void;
};

function SlugField({ items, ...field }: SlugFieldProps) {
  return <Combobox {...field} options={items.map(({ slug, name }) => ({ value: slug, label: name, detail: slug }))} />;
}

type DevicesFieldProps = Omit<VariableFieldProps, "value"> & { label: string; value: DevicesValue };

function DevicesField({ variable, label, value, onChange, error, suggestions }: DevicesFieldProps) {
  const set = (change: Partial<DevicesValue>) => onChange({ ...value, ...change });
  return (
    <fieldset className="min-w-0 rounded-md border border-line p-3">
      <legend className="px-1 font-medium">
        {label}
        {!variable.required && <span className="ml-1.5 text-xs font-normal text-faint">optional</span>}
      </legend>
      {variable.help && <p className="mb-2 text-xs text-muted">{variable.help}</p>}
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label="Fleets" help="A device of any of them.">
          <TagsInput value={value.fleets} onChange={(fleets) => set({ fleets })} suggestions={suggestions.fleets} />
        </Field>
        <Field label="Tags" help="A device must carry all of them.">
          <TagsInput value={value.tags} onChange={(tags) => set({ tags })} />
        </Field>
        <Field label="Name or query" className="sm:col-span-2">
          <Input
            spellCheck={false}
            autoComplete="off"
            placeholder="attribute.region==eu"
            value={value.query}
            onChange={(event) => set({ query: event.target.value })}
          />
        </Field>
      </div>
      {error && <FieldError>{error}</FieldError>}
    </fieldset>
  );
}
