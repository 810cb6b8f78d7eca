import { useId } from "react";
import { cn } from "#components/ui/cn.ts";

export type Choice<Value extends string> = { value: Value; label: string; help: string };

/** One of a few ways, each with a sentence: better than a list where people choose by what it means. */
export function ChoiceCards<Value extends string>({
  legend,
  choices,
  value,
  onChange,
  className,
}: ChoiceCardsProps<Value>) {
  const name = useId();
  return (
    <fieldset>
      <legend className="mb-1 font-medium">{legend}</legend>
      <div className={cn("grid gap-2 sm:grid-cols-2", className)}>
        {choices.map((choice) => (
          <label
            key={choice.value}
            className="flex items-start gap-2 rounded-md border border-line bg-surface px-2.5 py-2 hover:border-line-strong/60 has-checked:border-accent has-checked:bg-accent-soft/50 has-disabled:opacity-60 has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-focus"
          >
            <input
              type="radio"
              name={name}
              value={choice.value}
              checked={choice.value === value}
              onChange={() => onChange(choice.value)}
              className="mt-0.5 size-4 shrink-0 accent-accent outline-none"
            />
            <span className="min-w-0">
              <span className="block font-medium">{choice.label}</span>
              <span className="block text-xs text-muted">{choice.help}</span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

type ChoiceCardsProps<Value extends string> = {
  legend: string;
  choices: readonly Choice<Value>[];
  value: Value;
  onChange: (value: Value) => void;
  className?: string;
};
