import type { ComponentProps } from "react";
import { cn } from "#components/ui/cn.ts";

/** A small word beside a name: a tag, a kind, a scope. States have a StateBadge. */
export function Badge({ className, ...props }: ComponentProps<"span">) {
  return (
    <span
      className={cn(
        "inline-flex max-w-full items-center gap-1 truncate rounded border border-line bg-sunken px-1.5 text-2xs leading-4.5 text-muted",
        className,
      )}
      {...props}
    />
  );
}
