import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";

type TimeZoneFieldProps = { value: string; onChange: (timeZone: string) => void; error?: string | undefined };

/** Takes an IANA time zone, and suggests those that the browser knows. One to a form. */
export function TimeZoneField({ value, onChange, error }: TimeZoneFieldProps) {
  return (
    <>
      <Field label="Time zone" error={error}>
        <Input
          value={value}
          onChange={(event) => onChange(event.target.value)}
          required
          maxLength={64}
          list="time-zones"
          spellCheck={false}
        />
      </Field>
      <datalist id="time-zones">
        {["UTC", ...Intl.supportedValuesOf("timeZone")].map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
    </>
  );
}
