"use client";

import {
  Background,
  Controls,
  type Edge,
  Handle,
  MarkerType,
  type Node,
  type NodeChange,
  type NodeProps,
  Position,
  ReactFlow,
  useNodesState,
} from "@xyflow/react";
import "@xyflow/react/dist/base.css";
import { useTheme } from "next-themes";
import { useState } from "react";
import { titleOf, wordsOfKind } from "#components/templates/kind-words.ts";
import { cn } from "#components/ui/cn.ts";
import { layOut } from "#lib/templates/rules/layout.ts";
import type { StageSketch } from "#lib/templates/rules/sketch.ts";

type StageNode = Node<{ stage: StageSketch }, "stage">;

type StageFlowProps = {
  stages: readonly StageSketch[];
  selected: string | null;
  onSelect: (name: string) => void;
};

const STEP = { x: 220, y: 84 };
const nodeTypes = { stage: StageBox };

const CHOOSE = "Press Enter to show what the stage does.";
const WORDS = {
  "node.a11yDescription.default": CHOOSE,
  "node.a11yDescription.keyboardDisabled": CHOOSE,
  "controls.ariaLabel": "Zoom",
  "controls.zoomIn.ariaLabel": "Zoom in",
  "controls.zoomOut.ariaLabel": "Zoom out",
  "controls.fitView.ariaLabel": "Show all stages",
};

/** The stages of a template to look around in: Tab goes from stage to stage, Enter chooses one, the wheel stays with the page. */
export default function StageFlow({ stages, selected, onSelect }: StageFlowProps) {
  const { resolvedTheme } = useTheme();
  const [drawn] = useState(() => draw(stages, selected));
  const [nodes, , applyChanges] = useNodesState(drawn.nodes);

  function onNodesChange(changes: NodeChange<StageNode>[]) {
    applyChanges(changes);
    for (const change of changes) if (change.type === "select" && change.selected) onSelect(change.id);
  }

  return (
    <ReactFlow<StageNode>
      nodes={nodes}
      edges={drawn.edges}
      onNodesChange={onNodesChange}
      nodeTypes={nodeTypes}
      colorMode={resolvedTheme === "dark" ? "dark" : "light"}
      fitView
      fitViewOptions={{ padding: 0.15, maxZoom: 1 }}
      minZoom={0.2}
      maxZoom={1.5}
      nodesDraggable={false}
      nodesConnectable={false}
      edgesFocusable={false}
      deleteKeyCode={null}
      multiSelectionKeyCode={null}
      zoomOnScroll={false}
      preventScrolling={false}
      ariaLabelConfig={WORDS}
      aria-label="Diagram of the stages"
      style={{ backgroundColor: "transparent" }}
    >
      <Background gap={20} color="var(--line)" bgColor="transparent" />
      <Controls showInteractive={false} />
    </ReactFlow>
  );
}

function StageBox({ data: { stage }, selected }: NodeProps<StageNode>) {
  const { label, icon: Icon } = wordsOfKind(stage.kind);
  return (
    <div
      className={cn(
        "flex w-45 items-center gap-2 rounded-md border border-line-strong/60 bg-surface px-2.5 py-2 text-sm text-ink shadow-panel",
        stage.isConditional && "border-dashed",
        selected && "border-accent ring-2 ring-accent/40",
      )}
    >
      <Handle type="target" position={Position.Left} className="opacity-0" />
      <Icon aria-hidden className="size-4 shrink-0 text-accent-ink" />
      <span className="min-w-0">
        <span className="block truncate font-medium">{titleOf(stage)}</span>
        <span className="block truncate text-xs text-muted">
          {label}
          {stage.isConditional && " · conditional"}
        </span>
      </span>
      <Handle type="source" position={Position.Right} className="opacity-0" />
    </div>
  );
}

function draw(stages: readonly StageSketch[], selected: string | null): { nodes: StageNode[]; edges: Edge[] } {
  const layout = layOut(stages);
  const nodes = stages.map((stage): StageNode => {
    const { column, row } = layout.places.get(stage.name) ?? { column: 0, row: 0 };
    return {
      id: stage.name,
      type: "stage",
      position: { x: column * STEP.x, y: row * STEP.y },
      data: { stage },
      selected: stage.name === selected,
      ariaLabel: `${titleOf(stage)}, ${wordsOfKind(stage.kind).label}`,
    };
  });
  const edges = layout.edges.map(({ from, to }) => ({
    id: `${from} ${to}`,
    source: from,
    target: to,
    markerEnd: { type: MarkerType.ArrowClosed, color: "var(--line-strong)" },
    style: { stroke: "var(--line-strong)", strokeWidth: 1.5 },
  }));
  return { nodes, edges };
}
