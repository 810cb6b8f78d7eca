"use client";

import { Slot } from "radix-ui";
import { type ComponentType, lazy, type ReactElement, Suspense, useState } from "react";

type OpensLaterProps = {
  /** The button, which does nothing by itself. */
  trigger: ReactElement;
  /** Loads the menu that belongs to it; the menu mounts open, around the same button. */
  load: () => Promise<{ default: ComponentType<{ trigger: ReactElement }> }>;
};

/** A button whose menu is loaded when it is first wanted, so that no page waits for menus. */
export function OpensLater({ trigger, load }: OpensLaterProps) {
  const [Opened, setOpened] = useState<ComponentType<{ trigger: ReactElement }> | null>(null);
  const closed = (
    <Slot.Root
      aria-haspopup="menu"
      aria-expanded={false}
      onPointerEnter={() => void load()}
      onClick={() => setOpened(() => lazy(load))}
    >
      {trigger}
    </Slot.Root>
  );
  if (!Opened) return closed;
  return (
    <Suspense fallback={closed}>
      <Opened trigger={trigger} />
    </Suspense>
  );
}
