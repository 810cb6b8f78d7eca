import { ChevronDown } from "lucide-react";
import type { ComponentProps } from "react";
import { cn } from "#components/ui/cn.ts";
import { controlStyle } from "#components/ui/input.tsx";

export type Option = { value: string; label: string; disabled?: boolean };

/** The platform's own list: nothing is quicker by keyboard or better on a phone. For long lists use Combobox. */
export function Select({ options, className, ...props }: ComponentProps<"select"> & { options: readonly Option[] }) {
  return (
    <span className={cn("relative inline-flex w-full", className)}>
      <select className={cn(controlStyle, "h-8 appearance-none truncate pr-7")} {...props}>
        {options.map((option) => (
          <option key={option.value} value={option.value} disabled={option.disabled}>
            {option.label}
          </option>
        ))}
      </select>
      <ChevronDown
        aria-hidden
        className="pointer-events-none absolute top-1/2 right-2 size-3.5 -translate-y-1/2 text-muted"
      />
    </span>
  );
}
