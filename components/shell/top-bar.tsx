"use client";

import { CircleHelp, Menu as MenuIcon, Search } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { ConnectionIndicator } from "#components/live/connection-indicator.tsx";
import { NotificationBell } from "#components/notifications/bell.tsx";
import { PaletteKeys } from "#components/shell/palette-keys.tsx";
import { ThemeSwitch } from "#components/shell/theme-switch.tsx";
import { useMay } from "#components/session.tsx";
import { UserMenu } from "#components/shell/user-menu.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";

const NavigationDrawer = dynamic(() => import("#components/shell/navigation-drawer.tsx"), { ssr: false });

type TopBarProps = { openPalette: () => void; openHelp: () => void };

export function TopBar({ openPalette, openHelp }: TopBarProps) {
  const [isMenuOpen, setIsMenuOpen] = useState(false);
  const mayRead = useMay("events:read");
  return (
    <header className="sticky top-0 z-30 flex h-12 items-center gap-1 border-b border-line bg-canvas/90 px-2 backdrop-blur-sm sm:px-4">
      <IconButton icon={MenuIcon} label="Open navigation" className="lg:hidden" onClick={() => setIsMenuOpen(true)} />
      {isMenuOpen && <NavigationDrawer close={() => setIsMenuOpen(false)} />}
      <button
        type="button"
        onClick={openPalette}
        className="flex h-8 min-w-8 items-center gap-2 rounded-md px-2 text-muted hover:bg-hover sm:w-72 sm:border sm:border-line sm:bg-surface sm:hover:border-line-strong/60"
      >
        <Search aria-hidden className="size-4 sm:size-3.5" />
        <span className="max-sm:sr-only">Search or jump to…</span>
        <span aria-hidden className="ml-auto max-sm:hidden">
          <PaletteKeys />
        </span>
      </button>
      <div className="ml-auto flex items-center gap-0.5">
        <ConnectionIndicator />
        {mayRead && <NotificationBell />}
        <IconButton icon={CircleHelp} label="Keyboard help" keys="?" onClick={openHelp} className="max-sm:hidden" />
        <ThemeSwitch />
        <UserMenu />
      </div>
    </header>
  );
}
