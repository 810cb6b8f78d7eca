"use client";

import { LogOut } from "lucide-react";
import { signOut, useMe } from "#components/session.tsx";
import { Button } from "#components/ui/button.tsx";
import { Menu, MenuItem, MenuSeparator } from "#components/ui/menu.tsx";

export function UserMenu() {
  const me = useMe();
  return (
    <Menu
      label="Account"
      trigger={
        <Button variant="ghost" aria-label={`Account of ${me.name}`} className="w-8 px-0">
          <span
            aria-hidden
            className="flex size-6 items-center justify-center rounded-full bg-accent-soft text-2xs font-semibold text-accent-ink"
          >
            {initialsOf(me.name)}
          </span>
        </Button>
      }
    >
      <div className="max-w-60 px-2 py-1.5">
        <p className="truncate font-medium">{me.name}</p>
        <p className="truncate text-xs text-muted">{me.email}</p>
        <p className="text-xs text-muted">Role: {me.role}</p>
      </div>
      <MenuSeparator />
      <MenuItem icon={LogOut} onSelect={() => void signOut()}>
        Sign out
      </MenuItem>
    </Menu>
  );
}

function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  const initials = [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => word?.[0] ?? "");
  return initials.join("").toUpperCase() || "?";
}
