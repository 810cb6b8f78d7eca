import { Checkbox } from "#components/ui/checkbox.tsx";

type TickListProps = {
  legend: string;
  choices: readonly { id: string; name: string }[];
  value: readonly string[];
  onChange: (ids: string[]) => void;
};

/** Ticks some of a list: teams, products, environments. Nothing where there is nothing to choose. */
export function TickList({ legend, choices, value, onChange }: TickListProps) {
  if (choices.length === 0) return null;
  return (
    <fieldset>
      <legend className="mb-1 text-sm font-medium">{legend}</legend>
      <div className="grid max-h-44 gap-x-3 overflow-y-auto rounded-md border border-line p-2.5 sm:grid-cols-2">
        {choices.map(({ id, name }) => (
          <Checkbox
            key={id}
            label={name}
            checked={value.includes(id)}
            onChange={(event) =>
              onChange(event.target.checked ? [...value, id] : value.filter((other) => other !== id))
            }
          />
        ))}
      </div>
    </fieldset>
  );
}
