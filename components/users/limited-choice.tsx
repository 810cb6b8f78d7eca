import { Checkbox } from "#components/ui/checkbox.tsx";

/** Whether somebody sees everything, or what belongs to their teams alone. */
export function LimitedChoice({ value, onChange }: { value: boolean; onChange: (value: boolean) => void }) {
  return (
    <Checkbox
      label="Only what belongs to their teams"
      help="Products and environments of other teams do not exist for them, nor anything of those."
      checked={value}
      onChange={(event) => onChange(event.target.checked)}
    />
  );
}
