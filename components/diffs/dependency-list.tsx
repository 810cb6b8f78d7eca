"use client";

import {
  ArrowDown,
  ArrowUp,
  ChevronsUp,
  FlaskConical,
  Minus,
  PackageCheck,
  Pencil,
  Plus,
  TriangleAlert,
} from "lucide-react";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { countOf } from "#components/ui/format.ts";
import { Panel } from "#components/ui/panel.tsx";
import { StateBadge, type StateLook } from "#components/ui/state-badge.tsx";
import type { DependencyChange, DependencyStep, ManifestDiff } from "#lib/diffs/rules/dependencies-diff.ts";

const steps: Record<DependencyStep, StateLook> = {
  added: { label: "Added", tone: "move", icon: Plus },
  removed: { label: "Removed", tone: "bad", icon: Minus },
  major: { label: "Major", tone: "warn", icon: ChevronsUp },
  minor: { label: "Minor", tone: "wait", icon: ArrowUp },
  patch: { label: "Patch", tone: "good", icon: ArrowUp },
  prerelease: { label: "Prerelease", tone: "wait", icon: FlaskConical },
  downgrade: { label: "Downgrade", tone: "bad", icon: ArrowDown },
  changed: { label: "Changed", tone: "idle", icon: Pencil },
};

const columns: Column<DependencyChange>[] = [
  { id: "name", header: "Package", cell: (row) => <code className="font-mono text-xs wrap-anywhere">{row.name}</code> },
  { id: "from", header: "Before", cell: (row) => <Version text={row.from} /> },
  { id: "to", header: "After", cell: (row) => <Version text={row.to} /> },
  {
    id: "step",
    header: "Step",
    cell: (row) => (
      <span className="inline-flex flex-wrap items-center gap-1">
        <Step step={row.step} />
        {row.isBreaking && row.step !== "major" && (
          <StateBadge tone="warn" icon={TriangleAlert}>
            May break
          </StateBadge>
        )}
      </span>
    ),
  },
];

/** What changed in the packages that a build consists of, the breaking steps first. */
export function DependencyList({ manifests }: { manifests: readonly ManifestDiff[] }) {
  if (manifests.length === 0) {
    return (
      <EmptyState icon={PackageCheck} title="No dependency changed">
        Compared are the build records and the package.json and lock files in the archives.
      </EmptyState>
    );
  }
  return (
    <div className="space-y-4">
      {manifests.map((manifest) => {
        const title = manifest.path ?? manifest.manager;
        return (
          <Panel
            key={`${manifest.manager} ${title}`}
            id={`manifest-${manifest.manager}-${title}`}
            title={title}
            count={`${countOf(manifest.changes.length, "change")}, ${manifest.unchanged.toLocaleString("en")} unchanged`}
          >
            <DataTable
              label={`Dependencies in ${title}`}
              columns={columns}
              rows={manifest.changes}
              rowKey={(row) => row.name}
              className="max-h-[70vh] overflow-y-auto"
            />
          </Panel>
        );
      })}
    </div>
  );
}

function Step({ step }: { step: DependencyStep }) {
  const { label, tone, icon } = steps[step];
  return (
    <StateBadge tone={tone} icon={icon}>
      {label}
    </StateBadge>
  );
}

function Version({ text }: { text: string | null }) {
  return text === null ? (
    <span className="text-faint">–</span>
  ) : (
    <code className="font-mono text-xs wrap-anywhere">{text}</code>
  );
}
