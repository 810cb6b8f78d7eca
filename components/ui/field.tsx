"use client";

import { CircleAlert } from "lucide-react";
import { Slot } from "radix-ui";
import { type ReactNode, useId } from "react";
import { cn } from "#components/ui/cn.ts";

/** A label, its control (the only child, which gets the id and descriptions), a hint and an error. */
export function Field({ label, help, error, optional = false, className, children }: FieldProps) {
  const id = useId();
  const helpId = help ? `${id}-help` : undefined;
  const errorId = error ? `${id}-error` : undefined;
  return (
    <div className={cn("min-w-0", className)}>
      <label htmlFor={id} className="mb-1 flex items-baseline gap-1.5 font-medium">
        {label}
        {optional && <span className="text-xs font-normal text-faint">optional</span>}
      </label>
      <Slot.Root
        {...{
          id,
          "aria-describedby": [errorId, helpId].filter(Boolean).join(" ") || undefined,
          "aria-invalid": error ? true : undefined,
        }}
      >
        {children}
      </Slot.Root>
      {error && <FieldError id={errorId}>{error}</FieldError>}
      {help && (
        <p id={helpId} className="mt-1 text-xs text-muted">
          {help}
        </p>
      )}
    </div>
  );
}

type FieldProps = {
  label: ReactNode;
  help?: ReactNode;
  error?: ReactNode;
  optional?: boolean;
  className?: string;
  children: ReactNode;
};

export function FieldError({ id, children }: { id?: string; children: ReactNode }) {
  return (
    <p id={id} role="alert" className="mt-1 flex items-start gap-1 text-xs text-bad-ink">
      <CircleAlert aria-hidden className="mt-0.5 size-3 shrink-0" />
      <span>{children}</span>
    </p>
  );
}
