"use client";

import dynamic from "next/dynamic";
import { useState } from "react";
import { StageDetails } from "#components/templates/stage-details.tsx";
import { StageWords } from "#components/templates/stage-picture.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import type { Definition } from "#lib/templates/rules/definition.ts";
import { sketchStages } from "#lib/templates/rules/sketch.ts";

// Only who looks at a template closely loads what draws it.
const StageFlow = dynamic(() => import("#components/templates/stage-flow.tsx"), {
  ssr: false,
  loading: () => <Skeleton className="h-full w-full" />,
});

/** A template's stages as a diagram, and beside it what the chosen one does. */
export function StageExplorer({ definition }: { definition: Definition }) {
  const stages = sketchStages(definition.stages);
  const [chosen, setChosen] = useState<string | null>(null);
  const selected = definition.stages.find((stage) => stage.name === chosen) ?? definition.stages[0];
  return (
    <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_22rem]">
      <Panel title="Stages" count={stages.length}>
        <StageWords stages={stages} />
        <div className="h-72 sm:h-80">
          <StageFlow
            // Another version is another drawing.
            key={JSON.stringify(stages)}
            stages={stages}
            selected={selected?.name ?? null}
            onSelect={setChosen}
          />
        </div>
      </Panel>
      {selected && (
        <StageDetails stage={selected} needs={stages.find(({ name }) => name === selected.name)?.needs ?? []} />
      )}
    </div>
  );
}
