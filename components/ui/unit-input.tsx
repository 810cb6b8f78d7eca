import type { ComponentProps } from "react";
import { cn } from "#components/ui/cn.ts";
import { Input } from "#components/ui/input.tsx";

/** A number with its unit inside the field. Inside a Field it gets the label. */
export function UnitInput({ unit, className, ...props }: Omit<ComponentProps<"input">, "type"> & { unit: string }) {
  return (
    <span className={cn("relative block", className)}>
      <Input
        type="number"
        step="any"
        inputMode="decimal"
        className="[appearance:textfield] pr-14 tabular-nums [&::-webkit-inner-spin-button]:hidden"
        {...props}
      />
      <span
        aria-hidden
        className="pointer-events-none absolute inset-y-0 right-2.5 flex items-center text-xs text-muted"
      >
        {unit}
      </span>
    </span>
  );
}
