import type { LucideIcon } from "lucide-react";
import { cn } from "#components/ui/cn.ts";
import { toneInk, toneSoft, type Tone } from "#components/ui/tone.ts";

/** How a state is called and shown. */
export type StateLook = { label: string; tone: Tone; icon: LucideIcon };

/** A state as colour, shape and word together. */
export function StateBadge({ tone, icon: Icon, children, className }: StateBadgeProps) {
  return (
    <span
      className={cn(
        "inline-flex items-center gap-1 rounded px-1.5 text-xs leading-5 font-medium whitespace-nowrap",
        toneSoft[tone],
        toneInk[tone],
        className,
      )}
    >
      <Icon aria-hidden className="size-3 shrink-0" strokeWidth={2.5} />
      {children}
    </span>
  );
}

type StateBadgeProps = { tone: Tone; icon: LucideIcon; children: string; className?: string };
