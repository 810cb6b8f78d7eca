"use client";

import { useState } from "react";
import { canShowOnDesktop, setWantsDesktop, useWantsDesktop } from "#components/notifications/desktop.ts";
import { Switch } from "#components/ui/switch.tsx";

/** Lets the browser tell of what is serious while nobody looks at the page. It asks the person itself. */
export function DesktopSwitch() {
  const isOn = useWantsDesktop();
  const [isRefused, setIsRefused] = useState(false);
  if (!canShowOnDesktop()) return null;

  async function turn(isWanted: boolean) {
    const isOnNow = await setWantsDesktop(isWanted);
    setIsRefused(isWanted && !isOnNow);
  }

  return (
    <Switch
      label="Desktop notifications"
      help={
        isRefused
          ? "The browser does not allow them for this site. Its settings can change that."
          : "Of warnings and worse, in this browser, while the page is in the background."
      }
      checked={isOn}
      onCheckedChange={(isWanted) => void turn(isWanted)}
    />
  );
}
