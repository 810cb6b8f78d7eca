"use client";

import { Bell } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { shortCount, useTitleCount } from "#components/notifications/use-title-count.ts";
import { useRecent } from "#components/notifications/use-recent.ts";
import { IconButton } from "#components/ui/icon-button.tsx";
import { useShortcut } from "#components/ui/shortcuts.ts";

const RecentDrawer = dynamic(() => import("#components/notifications/recent-drawer.tsx"), { ssr: false });

/** Opens what happened lately, and says how much of it is new: on the button and in the title of the tab. */
export function NotificationBell() {
  const [isOpen, setIsOpen] = useState(false);
  const recent = useRecent();
  const unread = recent.data?.pages[0]?.unread ?? 0;
  useTitleCount(unread);
  useShortcut("g a", "What happened lately", () => setIsOpen(true));

  return (
    <span className="relative">
      <IconButton
        icon={Bell}
        label={unread === 0 ? "Notifications" : `Notifications, ${shortCount(unread)} new`}
        keys="g a"
        onClick={() => setIsOpen(true)}
      />
      {unread > 0 && (
        <span
          aria-hidden
          className="pointer-events-none absolute -top-0.5 -right-0.5 min-w-4 rounded-full bg-bad-ink px-1 text-center text-2xs leading-4 font-semibold text-white dark:bg-bad dark:text-canvas"
        >
          {shortCount(unread)}
        </span>
      )}
      {isOpen && <RecentDrawer recent={recent} close={() => setIsOpen(false)} />}
    </span>
  );
}
