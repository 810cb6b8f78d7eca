"use client";

import { HomeLink, SideNavigation } from "#components/shell/side-navigation.tsx";
import { Drawer } from "#components/ui/drawer.tsx";

/** The side navigation where the screen is too narrow for it to stay. */
export default function NavigationDrawer({ close }: { close: () => void }) {
  return (
    <Drawer open onOpenChange={close} side="left" title={<HomeLink />} className="max-w-64">
      <SideNavigation onNavigate={close} />
    </Drawer>
  );
}
