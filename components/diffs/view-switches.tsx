"use client";

import { useSyncExternalStore } from "react";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#components/ui/cn.ts";
import type { DiffOptions } from "#lib/diffs/view.ts";

const WIDE = "(min-width: 56rem)";

/** How files are shown: side by side or one below the other, with those that did not change or without. */
export function ViewSwitches({ view, changedOnly, isWide, onChoose }: ViewSwitchesProps) {
  return (
    <div className="ml-auto flex flex-wrap items-center gap-2">
      {changedOnly !== null && (
        <Button size="sm" variant="ghost" onClick={() => onChoose({ changedOnly: !changedOnly })}>
          {changedOnly ? "Show unchanged files" : "Changed files only"}
        </Button>
      )}
      {isWide && (
        <span role="group" aria-label="Layout" className="inline-flex rounded-md border border-line">
          {(["split", "unified"] as const).map((layout) => (
            <Button
              key={layout}
              size="sm"
              variant="ghost"
              aria-pressed={view === layout}
              className={cn(view === layout && "bg-hover text-ink")}
              onClick={() => onChoose({ view: layout })}
            >
              {layout === "split" ? "Split" : "Unified"}
            </Button>
          ))}
        </span>
      )}
    </div>
  );
}

type ViewSwitchesProps = {
  view: "split" | "unified";
  /** Null where all that is shown changed anyway. */
  changedOnly: boolean | null;
  isWide: boolean;
  onChoose: (change: DiffOptions) => void;
};

/** Two columns of code need room; on a phone there is one. */
export function useIsWide(): boolean {
  return useSyncExternalStore(
    watchWidth,
    () => window.matchMedia(WIDE).matches,
    () => true,
  );
}

function watchWidth(tell: () => void): () => void {
  const media = window.matchMedia(WIDE);
  media.addEventListener("change", tell);
  return () => media.removeEventListener("change", tell);
}
