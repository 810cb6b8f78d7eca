"use client";

import { GitCompareArrows } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { BuildPicker } from "#components/diffs/build-picker.tsx";
import { DiffViewer } from "#components/diffs/diff-viewer.tsx";
import type { Pair } from "#components/diffs/queries.ts";
import { withQuery } from "#components/api.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Panel } from "#components/ui/panel.tsx";
import type { DiffOptions } from "#lib/diffs/view.ts";

/** A comparison with a page to itself, whose address says what is looked at. */
export function DiffPage({ pair, options }: { pair: Pair | null; options: DiffOptions }) {
  const router = useRouter();
  const [half, setHalf] = useState<Partial<Pair>>({});

  function go(next: Partial<Pair>) {
    setHalf(next);
    if (next.from && next.to) router.push(hrefOf({ from: next.from, to: next.to }, {}));
  }

  if (!pair) {
    return (
      <Panel>
        <EmptyState icon={GitCompareArrows} title="Choose two builds">
          What changed between them is shown file by file, with dependencies, environment and configuration.
        </EmptyState>
        <div className="mx-auto grid max-w-2xl gap-3 px-4 pb-8 sm:grid-cols-2">
          <BuildPicker
            label="Before"
            chosen={null}
            value={half.from ?? ""}
            onChange={(from) => go({ ...half, from })}
          />
          <BuildPicker label="After" chosen={null} value={half.to ?? ""} onChange={(to) => go({ ...half, to })} />
        </div>
      </Panel>
    );
  }
  return (
    <DiffViewer
      key={`${pair.from} ${pair.to}`}
      pair={pair}
      options={options}
      onPair={go}
      onOptions={(next) => window.history.replaceState(null, "", hrefOf(pair, next))}
    />
  );
}

function hrefOf(pair: Pair, { section, path, view, changedOnly }: DiffOptions): string {
  return withQuery("/diffs", { ...pair, section, path, view, ...(changedOnly === false && { unchanged: "shown" }) });
}
