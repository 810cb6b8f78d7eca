import { ArrowRight, type LucideIcon, Minus, Pencil, Plus } from "lucide-react";
import { cn } from "#components/ui/cn.ts";
import { toneInk, type Tone } from "#components/ui/tone.ts";
import type { EntryStatus } from "#lib/diffs/rules/entries-diff.ts";

/** What became of a file: a word, a shape and a colour. */
export const statuses: Record<EntryStatus, { label: string; tone: Tone; icon: LucideIcon | null }> = {
  added: { label: "Added", tone: "good", icon: Plus },
  removed: { label: "Removed", tone: "bad", icon: Minus },
  modified: { label: "Changed", tone: "warn", icon: Pencil },
  moved: { label: "Moved", tone: "move", icon: ArrowRight },
  unchanged: { label: "Unchanged", tone: "idle", icon: null },
};

export function StatusMark({ status, className }: { status: EntryStatus; className?: string }) {
  const { label, tone, icon: Icon } = statuses[status];
  return (
    <span
      title={label}
      className={cn("inline-flex size-4 shrink-0 items-center justify-center", toneInk[tone], className)}
    >
      {Icon && <Icon aria-hidden className="size-3.5" />}
      <span className="sr-only">{label}</span>
    </span>
  );
}
