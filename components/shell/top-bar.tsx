"use client";

import { CircleHelp, Menu as MenuIcon, Search } from "lucide-react";
import { useState } from "react";
import { ConnectionIndicator } from "#components/live/connection-indicator.tsx";
import { HomeLink, SideNavigation } from "#components/shell/side-navigation.tsx";
import { ThemeSwitch } from "#components/shell/theme-switch.tsx";
import { UserMenu } from "#components/shell/user-menu.tsx";
import { Drawer } from "#components/ui/drawer.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { KeyHint } from "#components/ui/key-hint.tsx";

type TopBarProps = { openPalette: () => void; openHelp: () => void };

export function TopBar({ openPalette, openHelp }: TopBarProps) {
  const [isMenuOpen, setIsMenuOpen] = useState(false);
  return (
    <header className="sticky top-0 z-30 flex h-12 items-center gap-1 border-b border-line bg-canvas/90 px-2 backdrop-blur-sm sm:px-4">
      <span className="lg:hidden">
        <Drawer
          side="left"
          title={<HomeLink />}
          className="max-w-64"
          open={isMenuOpen}
          onOpenChange={setIsMenuOpen}
          trigger={<IconButton icon={MenuIcon} label="Open navigation" />}
        >
          <SideNavigation onNavigate={() => setIsMenuOpen(false)} />
        </Drawer>
      </span>
      <button
        type="button"
        onClick={openPalette}
        aria-label="Search or jump to"
        className="flex h-8 min-w-8 items-center gap-2 rounded-md px-2 text-muted hover:bg-hover sm:w-72 sm:border sm:border-line sm:bg-surface sm:hover:border-line-strong/60"
      >
        <Search aria-hidden className="size-4 sm:size-3.5" />
        <span className="max-sm:hidden">Search or jump to…</span>
        <span className="ml-auto max-sm:hidden">
          <KeyHint keys="⌘K" />
        </span>
      </button>
      <div className="ml-auto flex items-center gap-0.5">
        <ConnectionIndicator />
        <IconButton icon={CircleHelp} label="Keyboard help" keys="?" onClick={openHelp} className="max-sm:hidden" />
        <ThemeSwitch />
        <UserMenu />
      </div>
    </header>
  );
}
