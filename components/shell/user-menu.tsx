"use client";

import { OpensLater } from "#components/shell/opens-later.tsx";
import { useMe } from "#components/session.tsx";
import { Button } from "#components/ui/button.tsx";

export function UserMenu() {
  const me = useMe();
  return (
    <OpensLater
      load={() => import("#components/shell/account-menu.tsx")}
      trigger={
        <Button variant="ghost" aria-label={`${initialsOf(me.name)}: account of ${me.name}`} className="w-8 px-0">
          <span
            aria-hidden
            className="flex size-6 items-center justify-center rounded-full bg-accent-soft text-2xs font-semibold text-accent-ink"
          >
            {initialsOf(me.name)}
          </span>
        </Button>
      }
    />
  );
}

function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  const initials = [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => word?.[0] ?? "");
  return initials.join("").toUpperCase() || "?";
}
