import type { ComponentProps, ReactNode } from "react";
import { cn } from "#components/ui/cn.ts";

type CheckboxProps = Omit<ComponentProps<"input">, "type"> & { label: ReactNode; help?: ReactNode };

export function Checkbox({ label, help, className, ...props }: CheckboxProps) {
  return (
    <label className={cn("flex min-h-6 items-start gap-2 has-disabled:opacity-60", className)}>
      <input type="checkbox" className="mt-0.5 size-4 shrink-0 rounded accent-accent" {...props} />
      <span>
        {label}
        {help && <span className="block text-xs text-muted">{help}</span>}
      </span>
    </label>
  );
}
