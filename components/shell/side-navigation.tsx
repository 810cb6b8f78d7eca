"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { Logo } from "#components/shell/logo.tsx";
import { isAt, isOpenTo, placeGroups } from "#components/shell/navigation.ts";
import { useMe } from "#components/session.tsx";
import { cn } from "#components/ui/cn.ts";

/** The list of places. It is the same on the left of wide screens and in the drawer of narrow ones. */
export function SideNavigation({ onNavigate }: { onNavigate?: () => void }) {
  const path = usePathname();
  const me = useMe();

  return (
    <nav aria-label="Main" className="space-y-4 p-2">
      {placeGroups.map((group) => {
        const shown = group.places.filter((place) => isOpenTo(place, me));
        return (
          <div key={group.label}>
            <p className="px-2 pb-1 text-2xs font-medium text-faint">{group.label}</p>
            <ul>
              {shown.map((place) => {
                const isHere = isAt(path, place.href);
                return (
                  <li key={place.href}>
                    <Link
                      href={place.href}
                      onClick={onNavigate}
                      aria-current={isHere ? "page" : undefined}
                      className={cn(
                        "flex h-8 items-center gap-2.5 rounded-md px-2 text-muted hover:bg-hover hover:text-ink",
                        isHere &&
                          "bg-accent-soft font-medium text-accent-ink hover:bg-accent-soft hover:text-accent-ink",
                      )}
                    >
                      <place.icon aria-hidden className="size-4 shrink-0" strokeWidth={1.75} />
                      {place.label}
                    </Link>
                  </li>
                );
              })}
            </ul>
          </div>
        );
      })}
    </nav>
  );
}

export function HomeLink({ className }: { className?: string }) {
  return (
    <Link href="/" className={cn("flex items-center gap-2 rounded-md font-semibold tracking-tight", className)}>
      <Logo className="size-5" />
      Slipway
    </Link>
  );
}
