import type { ComponentProps } from "react";
import { cn } from "#components/ui/cn.ts";

export const controlStyle =
  "w-full min-w-0 rounded-md border border-line-strong/55 bg-surface px-2.5 text-sm text-ink shadow-panel transition-colors hover:border-line-strong focus-visible:border-focus disabled:bg-sunken disabled:opacity-60 aria-invalid:border-bad";

export function Input({ className, ...props }: ComponentProps<"input">) {
  return <input className={cn(controlStyle, "h-8", className)} {...props} />;
}

export function Textarea({ className, ...props }: ComponentProps<"textarea">) {
  return <textarea className={cn(controlStyle, "min-h-16 py-1.5", className)} {...props} />;
}
