"use client";

import { useState } from "react";
import { ApiSection } from "#components/diffs/api-section.tsx";
import { DependencyList } from "#components/diffs/dependency-list.tsx";
import { DiffHeader } from "#components/diffs/diff-header.tsx";
import { FilesSection } from "#components/diffs/files-section.tsx";
import { Findings } from "#components/diffs/findings.tsx";
import { ImageSection } from "#components/diffs/image-section.tsx";
import type { Pair } from "#components/diffs/queries.ts";
import { CountsLine, type Section, SectionTabs, sectionsOf } from "#components/diffs/section-tabs.tsx";
import { useDiff } from "#components/diffs/use-diff.ts";
import { VariableList } from "#components/diffs/variable-list.tsx";
import { useIsWide, ViewSwitches } from "#components/diffs/view-switches.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import type { EntryChange } from "#lib/diffs/rules/entries-diff.ts";
import type { ArtifactDiffView, DiffOptions } from "#lib/diffs/view.ts";

/**
 * Everything that would change from one build to another: files, dependencies, environment, configuration and image.
 * Shown wherever somebody decides about a release. What is looked at is told by `onOptions`, so that a page can keep it
 * in its address.
 */
export function DiffViewer({ pair, options: given = {}, onOptions, onPair }: DiffViewerProps) {
  const [options, setOptions] = useState<DiffOptions>(given);
  const isWide = useIsWide();
  const changedOnly = options.changedOnly ?? true;
  const { diff, changes, isError, isPending, error, refetch, hasNextPage } = useDiff(pair, changedOnly);
  const sections = diff ? sectionsOf(diff) : [];
  const section = (sections.find(({ value }) => value === options.section) ?? sections[0])?.value;
  const view = isWide ? (options.view ?? "split") : "unified";

  function choose(change: DiffOptions) {
    const next = { ...options, ...change };
    setOptions(next);
    onOptions?.(next);
  }

  return (
    <div className="space-y-3">
      <DiffHeader pair={pair} diff={diff} options={{ ...options, section }} onPair={onPair} />
      {isError && !diff && <ErrorState error={error} retry={() => void refetch()} />}
      {isPending && <SkeletonRows rows={12} label="Comparing the builds" />}
      {diff && section && (
        <>
          {diff.files && <Findings from={diff.files.from} to={diff.files.to} />}
          <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
            <SectionTabs
              sections={sections}
              current={section}
              onChoose={(value) => choose({ section: value, path: undefined })}
            />
            {(section === "files" || section === "configuration") && (
              <ViewSwitches
                view={view}
                changedOnly={section === "files" ? changedOnly : null}
                isWide={isWide}
                onChoose={choose}
              />
            )}
          </div>
          {section === "files" && diff.files && <CountsLine counts={diff.files.counts} isReading={hasNextPage} />}
          <SectionBody
            section={section}
            pair={pair}
            diff={diff}
            changes={changes}
            path={options.path ?? null}
            view={view}
            onPath={(path) => choose({ section, path })}
          />
        </>
      )}
    </div>
  );
}

type DiffViewerProps = {
  pair: Pair;
  options?: DiffOptions;
  onOptions?: (options: DiffOptions) => void;
  /** Without it the two builds are given, as where a release is approved. */
  onPair?: (pair: Pair) => void;
};

function SectionBody({ section, diff, changes, ...files }: SectionBodyProps) {
  switch (section) {
    case "files":
      return <FilesSection {...files} part="files" changes={changes} empty="No file changed" />;
    case "configuration":
      return <FilesSection {...files} part="config" changes={diff.configFiles} empty="No configuration file changed" />;
    case "dependencies":
      return <DependencyList manifests={diff.dependencies} />;
    case "environment":
      return <VariableList environment={diff.environment} />;
    case "api":
      return <ApiSection pair={files.pair} />;
    case "image":
      return <ImageSection pair={files.pair} />;
  }
}

type SectionBodyProps = {
  section: Section;
  pair: Pair;
  diff: ArtifactDiffView;
  changes: readonly EntryChange[];
  path: string | null;
  view: "split" | "unified";
  onPath: (path: string) => void;
};
