"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";

type ShownOnce<Made> = {
  made: Made | null;
  setMade: (made: Made) => void;
  /** For the dialog. */
  dialog: { open: boolean; onOpenChange: (open: boolean) => void };
};

/**
 * For a dialog that makes something and then shows it, this once: opened again it begins anew, and once something was
 * made the page behind is read again on closing.
 */
export function useShownOnce<Made>(): ShownOnce<Made> {
  const router = useRouter();
  const [isOpen, setIsOpen] = useState(false);
  const [made, setMade] = useState<Made | null>(null);

  function onOpenChange(open: boolean) {
    setIsOpen(open);
    if (open) setMade(null);
    else if (made !== null) router.refresh();
  }

  return { made, setMade, dialog: { open: isOpen, onOpenChange } };
}
