import type { LucideIcon } from "lucide-react";
import { Bug, CirclePlus, Hourglass, RefreshCw, ShieldAlert, Trash2 } from "lucide-react";
import { Badge } from "#components/ui/badge.tsx";
import { cn } from "#components/ui/cn.ts";
import { Markdown } from "#components/ui/markdown.tsx";
import { type Tone, toneInk } from "#components/ui/tone.ts";
import { type ChangelogEntry, changeTypeTitles, type ChangeType, groupEntries } from "#lib/products/rules/changelog.ts";

export const changeLooks: Record<ChangeType, { tone: Tone; icon: LucideIcon }> = {
  added: { tone: "good", icon: CirclePlus },
  changed: { tone: "move", icon: RefreshCw },
  deprecated: { tone: "warn", icon: Hourglass },
  removed: { tone: "bad", icon: Trash2 },
  fixed: { tone: "wait", icon: Bug },
  security: { tone: "back", icon: ShieldAlert },
};

/** A changelog by kinds of changes, what breaks first. */
export function ChangelogView({ entries, className }: { entries: readonly ChangelogEntry[]; className?: string }) {
  return (
    <div className={cn("space-y-4", className)}>
      {groupEntries(entries).map(({ type, entries: ofType }) => {
        const { tone, icon: Icon } = changeLooks[type];
        return (
          <section key={type} aria-label={changeTypeTitles[type]}>
            <h3 className={cn("mb-1.5 flex items-center gap-1.5 font-semibold", toneInk[tone])}>
              <Icon aria-hidden className="size-3.5" />
              {changeTypeTitles[type]}
            </h3>
            <ul className="space-y-1.5">
              {ofType.map((entry, index) => (
                <li key={index} className="flex flex-wrap items-baseline gap-x-1.5 pl-5">
                  {entry.breaking && <Badge className="border-bad/50 text-bad-ink">breaking</Badge>}
                  {entry.scope && <span className="font-medium">{entry.scope}:</span>}
                  <Markdown text={entry.description} className="flex-1 basis-64" />
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </div>
  );
}
