"use client";

import { Tooltip as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { KeyHint } from "#components/ui/key-hint.tsx";

/** Says more about its child, which must be able to take the focus. */
export function Tooltip({ content, keys, side = "bottom", children }: TooltipProps) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          side={side}
          sideOffset={6}
          collisionPadding={8}
          className="z-60 flex max-w-72 animate-fade-in items-center gap-2 rounded-md bg-ink px-2 py-1 text-xs text-canvas shadow-lg"
        >
          {content}
          {keys && <KeyHint keys={keys} className="border-canvas/30 bg-transparent text-canvas/80" />}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

type TooltipProps = {
  content: ReactNode;
  keys?: string;
  side?: "top" | "right" | "bottom" | "left";
  children: ReactNode;
};

export const TooltipProvider = Radix.Provider;
