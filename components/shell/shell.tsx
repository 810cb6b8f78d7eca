"use client";

import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { type ReactNode, useEffect, useState } from "react";
import { LiveRoot } from "#components/live/live-root.tsx";
import { places } from "#components/shell/navigation.ts";
import { HomeLink, SideNavigation } from "#components/shell/side-navigation.tsx";
import { TopBar } from "#components/shell/top-bar.tsx";
import { startShortcuts, useShortcut } from "#components/ui/shortcuts.ts";

// Loaded when first asked for: they are not part of what a page needs to be read.
const CommandPalette = dynamic(() => import("#components/shell/command-palette.tsx"), { ssr: false });
const KeyboardHelp = dynamic(() => import("#components/shell/keyboard-help.tsx"), { ssr: false });

/** What stands around every page of a signed-in person. */
export function Shell({ children }: { children: ReactNode }) {
  const [isPaletteOpen, setIsPaletteOpen] = useState(false);
  const [isHelpOpen, setIsHelpOpen] = useState(false);

  useEffect(() => startShortcuts(), []);
  useShortcut("?", "Keyboard help", () => setIsHelpOpen(true));
  usePaletteKey(() => setIsPaletteOpen((isOpen) => !isOpen));

  return (
    <div className="lg:grid lg:grid-cols-[13rem_minmax(0,1fr)]">
      <a
        href="#main"
        className="sr-only z-50 rounded-md bg-accent px-3 py-2 text-on-accent focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        Skip to the content
      </a>
      <aside className="sticky top-0 h-dvh overflow-y-auto border-r border-line bg-sunken/60 max-lg:hidden">
        <HomeLink className="mx-2 mt-2 h-8 px-2" />
        <SideNavigation />
      </aside>
      <div className="min-w-0">
        <TopBar openPalette={() => setIsPaletteOpen(true)} openHelp={() => setIsHelpOpen(true)} />
        <main id="main" tabIndex={-1} className="mx-auto max-w-[96rem] p-3 outline-none sm:p-4 lg:p-5">
          {children}
        </main>
      </div>
      <LiveRoot />
      {places.map((place) => place.keys && <PlaceShortcut key={place.href} {...place} keys={place.keys} />)}
      {isPaletteOpen && <CommandPalette close={() => setIsPaletteOpen(false)} openHelp={() => setIsHelpOpen(true)} />}
      {isHelpOpen && <KeyboardHelp close={() => setIsHelpOpen(false)} />}
    </div>
  );
}

function PlaceShortcut({ keys, label, href }: { keys: string; label: string; href: string }) {
  const router = useRouter();
  useShortcut(keys, `Go to ${label}`, () => router.push(href));
  return null;
}

/** ⌘K and Ctrl+K work from inside fields, too. */
function usePaletteKey(toggle: () => void): void {
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      if (event.key.toLowerCase() !== "k" || !(event.metaKey || event.ctrlKey)) return;
      event.preventDefault();
      toggle();
    }
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  });
}
