"use client";

import { Switch as Radix } from "radix-ui";
import { type ComponentProps, type ReactNode, useId } from "react";
import { cn } from "#components/ui/cn.ts";

type SwitchProps = ComponentProps<typeof Radix.Root> & { label: ReactNode; help?: ReactNode; hideLabel?: boolean };

/** On or off, at once or with the form. The label stays in the page for screen readers where it is hidden. */
export function Switch({ label, help, hideLabel = false, className, id, ...props }: SwitchProps) {
  const fallbackId = useId();
  const controlId = id ?? fallbackId;
  return (
    <div className={cn("flex items-start gap-2", className)}>
      <Radix.Root
        id={controlId}
        className="relative mt-px h-5 w-9 shrink-0 rounded-full bg-idle transition-colors disabled:opacity-50 data-[state=checked]:bg-accent"
        {...props}
      >
        <Radix.Thumb className="block size-4 translate-x-0.5 rounded-full bg-white shadow transition-transform data-[state=checked]:translate-x-4.5" />
      </Radix.Root>
      <label htmlFor={controlId} className={cn("min-h-6", hideLabel && "sr-only")}>
        {label}
        {help && <span className="block text-xs text-muted">{help}</span>}
      </label>
    </div>
  );
}
