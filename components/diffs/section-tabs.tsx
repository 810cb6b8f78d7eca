"use client";

import { cn } from "#components/ui/cn.ts";
import { formatNumber } from "#components/ui/format.ts";
import type { ArtifactDiffView, DiffOptions } from "#lib/diffs/view.ts";

export type Section = NonNullable<DiffOptions["section"]>;
export type SectionTab = { value: Section; label: string; count: number | null };

/** The parts that this comparison has, the most telling first. */
export function sectionsOf(diff: ArtifactDiffView): SectionTab[] {
  const { files, dependencies, environment, configFiles, hasImages, hasApiDocuments } = diff;
  const packages = dependencies.reduce((sum, { changes }) => sum + changes.length, 0);
  const variables = environment.variables.filter(({ status }) => status !== "unchanged").length;
  return [
    ...(files ? [{ value: "files" as const, label: "Files", count: countChanged(files.counts) }] : []),
    ...(hasApiDocuments ? [{ value: "api" as const, label: "API", count: null }] : []),
    ...(hasImages ? [{ value: "image" as const, label: "Image", count: null }] : []),
    { value: "dependencies", label: "Dependencies", count: packages },
    { value: "environment", label: "Environment", count: variables },
    { value: "configuration", label: "Configuration", count: configFiles.length },
  ];
}

export function SectionTabs({ sections, current, onChoose }: SectionTabsProps) {
  return (
    <nav aria-label="Parts of the comparison" className="flex min-w-0 gap-1 overflow-x-auto">
      {sections.map(({ value, label, count }) => (
        <button
          key={value}
          type="button"
          aria-current={value === current ? "true" : undefined}
          onClick={() => onChoose(value)}
          className={cn(
            "flex h-8 items-center gap-1.5 border-b-2 border-transparent px-2 font-medium whitespace-nowrap text-muted -outline-offset-2 hover:text-ink",
            value === current && "border-accent text-ink",
          )}
        >
          {label}
          {count !== null && (
            <span className="rounded-full bg-sunken px-1.5 text-2xs leading-4 text-muted">{formatNumber(count)}</span>
          )}
        </button>
      ))}
    </nav>
  );
}

type SectionTabsProps = { sections: SectionTab[]; current: Section; onChoose: (section: Section) => void };

type Counts = NonNullable<ArtifactDiffView["files"]>["counts"];

export function CountsLine({ counts, isReading }: { counts: Counts; isReading: boolean }) {
  return (
    <p className="flex flex-wrap gap-x-3 text-xs text-muted" aria-live="polite">
      <span className="text-good-ink">{formatNumber(counts.added)} added</span>{" "}
      <span className="text-bad-ink">{formatNumber(counts.removed)} removed</span>{" "}
      <span className="text-warn-ink">{formatNumber(counts.modified)} changed</span>{" "}
      <span className="text-move-ink">{formatNumber(counts.moved)} moved</span>{" "}
      <span>{formatNumber(counts.unchanged)} unchanged</span> {isReading && <span>reading more …</span>}
    </p>
  );
}

function countChanged({ added, removed, modified, moved }: Counts): number {
  return added + removed + modified + moved;
}
