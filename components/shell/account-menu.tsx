"use client";

import { LogOut, UserRound } from "lucide-react";
import Link from "next/link";
import type { ReactElement } from "react";
import { signOut, useMe } from "#components/session.tsx";
import { Menu, MenuItem, MenuSeparator } from "#components/ui/menu.tsx";

export default function AccountMenu({ trigger }: { trigger: ReactElement }) {
  const me = useMe();
  return (
    <Menu label="Account" trigger={trigger} defaultOpen>
      <div className="max-w-60 px-2 py-1.5">
        <p className="truncate font-medium">{me.name}</p>
        <p className="truncate text-xs text-muted">{me.email}</p>
        <p className="text-xs text-muted">Role: {me.role}</p>
      </div>
      <MenuSeparator />
      <MenuItem asChild>
        <Link href="/account">
          <UserRound aria-hidden className="text-muted" />
          Your account
        </Link>
      </MenuItem>
      <MenuItem icon={LogOut} onSelect={() => void signOut()}>
        Sign out
      </MenuItem>
    </Menu>
  );
}
