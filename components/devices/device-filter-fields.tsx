"use client";

import { QueryHelp } from "#components/devices/query-help.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { TagsInput } from "#components/ui/tags-input.tsx";

type Fields = { fleets: string[]; tags: string[]; query: string };

type DeviceFilterFieldsProps = {
  fields: Fields;
  set: (change: Partial<Fields>) => void;
  faultOf: (path: string) => string | undefined;
  /** Names to choose from. */
  fleets: readonly string[];
};

/** Asks which devices are meant. */
export function DeviceFilterFields({ fields, set, faultOf, fleets }: DeviceFilterFieldsProps) {
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field
        label="Fleets"
        optional
        error={faultOf("deviceFilter.fleets")}
        help="A device of any of them. None means every fleet."
      >
        <TagsInput value={fields.fleets} onChange={(chosen) => set({ fleets: chosen })} suggestions={fleets} />
      </Field>
      <Field label="Tags" optional error={faultOf("deviceFilter.tags")} help="A device must carry all of them.">
        <TagsInput value={fields.tags} onChange={(tags) => set({ tags })} />
      </Field>
      <Field
        label="Name or query"
        optional
        error={faultOf("deviceFilter.query")}
        help={
          <>
            A part of the device&rsquo;s name, or a query over what is known of it, such as{" "}
            <code>attribute.hwRevision==2;tag==beta</code> <QueryHelp />
          </>
        }
        className="sm:col-span-2"
      >
        <Input
          spellCheck={false}
          autoComplete="off"
          value={fields.query}
          onChange={(event) => set({ query: event.target.value })}
        />
      </Field>
    </div>
  );
}
