"use client";

import { Slot } from "radix-ui";
import { type ReactNode, useEffect, useId, useRef, useState } from "react";
import { createPortal } from "react-dom";
import { KeyHint } from "#components/ui/key-hint.tsx";

// Radix's tooltip brings a positioning engine of 14 kB onto every page. A label under a button needs none.

type Side = "top" | "right" | "bottom" | "left";
type TooltipProps = { content: ReactNode; keys?: string; side?: Side; children: ReactNode };

const DELAY_MS = 400;
/** Long enough to move the pointer from the button onto the words. */
const LEAVE_MS = 120;
const GAP = 6;
const EDGE = 8;

/** Says more about its only child, which must be able to take the focus. Shown on hover and focus; Escape hides it. */
export function Tooltip({ content, keys, side = "bottom", children }: TooltipProps) {
  const id = useId();
  const [anchor, setAnchor] = useState<Element | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  function show(element: Element, delayMs: number) {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setAnchor(element), delayMs);
  }
  function hide(delayMs = 0) {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setAnchor(null), delayMs);
  }

  return (
    <>
      <Slot.Root
        aria-describedby={anchor ? id : undefined}
        onPointerEnter={(event) => event.pointerType === "mouse" && show(event.currentTarget, DELAY_MS)}
        onPointerLeave={() => hide(LEAVE_MS)}
        onPointerDown={() => hide()}
        onFocus={(event) => event.currentTarget.matches(":focus-visible") && show(event.currentTarget, 0)}
        onBlur={() => hide()}
        onKeyDown={(event) => event.key === "Escape" && hide()}
      >
        {children}
      </Slot.Root>
      {anchor &&
        createPortal(
          <span
            id={id}
            role="tooltip"
            ref={(element) => place(element, anchor, side)}
            onPointerEnter={() => clearTimeout(timer.current)}
            onPointerLeave={() => hide(LEAVE_MS)}
            className="fixed top-0 left-0 z-60 flex max-w-72 animate-fade-in items-center gap-2 rounded-md bg-ink px-2 py-1 text-xs text-canvas shadow-lg"
          >
            {content}
            {keys && <KeyHint keys={keys} className="border-canvas/30 bg-transparent text-canvas/80" />}
          </span>,
          document.body,
        )}
    </>
  );
}

/** Beside the anchor, on the other side where there is no room, and never beyond the window's edge. */
function place(element: HTMLElement | null, anchor: Element, side: Side): void {
  if (!element) return;
  const at = anchor.getBoundingClientRect();
  const { width, height } = element.getBoundingClientRect();
  const below = at.bottom + GAP;
  const above = at.top - GAP - height;
  const isSideways = side === "left" || side === "right";
  const left = isSideways
    ? side === "right"
      ? at.right + GAP
      : at.left - GAP - width
    : at.left + (at.width - width) / 2;
  const top = isSideways
    ? at.top + (at.height - height) / 2
    : side === "top" || below + height > innerHeight
      ? above
      : below;
  element.style.left = `${Math.round(Math.min(Math.max(left, EDGE), innerWidth - width - EDGE))}px`;
  element.style.top = `${Math.round(Math.max(top, EDGE))}px`;
}
