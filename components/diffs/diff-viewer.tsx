"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { DependencyList } from "#components/diffs/dependency-list.tsx";
import { DiffHeader } from "#components/diffs/diff-header.tsx";
import { FilesSection } from "#components/diffs/files-section.tsx";
import { Findings } from "#components/diffs/findings.tsx";
import { ImageSection } from "#components/diffs/image-section.tsx";
import { diffKeys, NEVER_STALE, type Pair, readDiff } from "#components/diffs/queries.ts";
import { VariableList } from "#components/diffs/variable-list.tsx";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#components/ui/cn.ts";
import { ErrorState } from "#components/ui/error-state.tsx";
import { formatNumber } from "#components/ui/format.ts";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import type { ArtifactDiffView, DiffOptions } from "#lib/diffs/view.ts";

type Section = NonNullable<DiffOptions["section"]>;
const WIDE = "(min-width: 56rem)";

/**
 * Everything that would change from one build to another: files, dependencies, environment, configuration and image.
 * Shown wherever somebody decides about a release. What is looked at is told by `onOptions`, so that a page can keep it
 * in its address.
 */
export function DiffViewer({ pair, options: given = {}, onOptions, onPair }: DiffViewerProps) {
  const [options, setOptions] = useState<DiffOptions>(given);
  const isWide = useIsWide();
  const changedOnly = options.changedOnly ?? true;
  const query = useInfiniteQuery({
    queryKey: diffKeys.pair(pair, changedOnly),
    queryFn: ({ pageParam, signal }) => readDiff(pair, changedOnly, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.files?.nextCursor ?? null,
    placeholderData: (before) => (before?.pages[0] && isOf(before.pages[0], pair) ? before : undefined),
    ...NEVER_STALE,
  });
  const { hasNextPage, isFetchingNextPage, fetchNextPage, isPlaceholderData } = query;
  useEffect(() => {
    // The first page is shown at once; the others follow by themselves.
    if (hasNextPage && !isFetchingNextPage && !isPlaceholderData) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, isPlaceholderData, fetchNextPage]);

  const diff = query.data?.pages[0];
  const changes = useMemo(() => (query.data?.pages ?? []).flatMap((page) => page.files?.entries ?? []), [query.data]);

  function choose(change: DiffOptions) {
    const next = { ...options, ...change };
    setOptions(next);
    onOptions?.(next);
  }

  const sections = diff ? sectionsOf(diff) : [];
  const section = sections.find(({ value }) => value === options.section) ?? sections[0];
  const view = isWide ? (options.view ?? "split") : "unified";
  const path = options.path ?? null;

  return (
    <div className="space-y-3">
      <DiffHeader pair={pair} diff={diff} options={{ ...options, section: section?.value }} onPair={onPair} />
      {query.isError && !diff && <ErrorState error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && <SkeletonRows rows={12} label="Comparing the builds" />}
      {diff && section && (
        <>
          {diff.files && <Findings from={diff.files.from} to={diff.files.to} />}
          <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
            <SectionTabs
              sections={sections}
              current={section.value}
              onChoose={(value) => choose({ section: value, path: undefined })}
            />
            {(section.value === "files" || section.value === "configuration") && (
              <div className="ml-auto flex flex-wrap items-center gap-2">
                {section.value === "files" && (
                  <Button
                    size="sm"
                    variant="ghost"
                    aria-pressed={changedOnly}
                    onClick={() => choose({ changedOnly: !changedOnly })}
                  >
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
                        onClick={() => choose({ view: layout })}
                      >
                        {layout === "split" ? "Split" : "Unified"}
                      </Button>
                    ))}
                  </span>
                )}
              </div>
            )}
          </div>
          {section.value === "files" && (
            <>
              {diff.files && <CountsLine counts={diff.files.counts} isReading={hasNextPage} />}
              <FilesSection
                pair={pair}
                part="files"
                changes={changes}
                path={path}
                view={view}
                onPath={(next) => choose({ section: "files", path: next })}
                empty="No file changed"
              />
            </>
          )}
          {section.value === "dependencies" && <DependencyList manifests={diff.dependencies} />}
          {section.value === "environment" && <VariableList environment={diff.environment} />}
          {section.value === "configuration" && (
            <FilesSection
              pair={pair}
              part="config"
              changes={diff.configFiles}
              path={path}
              view={view}
              onPath={(next) => choose({ section: "configuration", path: next })}
              empty="No configuration file changed"
            />
          )}
          {section.value === "image" && <ImageSection pair={pair} />}
        </>
      )}
    </div>
  );
}

type DiffViewerProps = {
  pair: Pair;
  options?: DiffOptions;
  onOptions?: (options: DiffOptions) => void;
  onPair?: (pair: Pair) => void;
};

type SectionTab = { value: Section; label: string; count: number | null };

function sectionsOf(diff: ArtifactDiffView): SectionTab[] {
  const { files, dependencies, environment, configFiles, hasImages } = diff;
  const changedFiles = files
    ? files.counts.added + files.counts.removed + files.counts.modified + files.counts.moved
    : 0;
  const tabs: (SectionTab & { isThere: boolean })[] = [
    { value: "files", label: "Files", count: changedFiles, isThere: files !== null },
    { value: "image", label: "Image", count: null, isThere: hasImages },
    {
      value: "dependencies",
      label: "Dependencies",
      count: dependencies.reduce((sum, { changes }) => sum + changes.length, 0),
      isThere: true,
    },
    {
      value: "environment",
      label: "Environment",
      count: environment.variables.filter(({ status }) => status !== "unchanged").length,
      isThere: true,
    },
    { value: "configuration", label: "Configuration", count: configFiles.length, isThere: true },
  ];
  return tabs.filter(({ isThere }) => isThere);
}

function SectionTabs({
  sections,
  current,
  onChoose,
}: {
  sections: SectionTab[];
  current: Section;
  onChoose: (section: Section) => void;
}) {
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

type Counts = NonNullable<ArtifactDiffView["files"]>["counts"];

function CountsLine({ counts, isReading }: { counts: Counts; isReading: boolean }) {
  return (
    <p className="flex flex-wrap gap-x-3 text-xs text-muted" aria-live="polite">
      <span className="text-good-ink">{formatNumber(counts.added)} added</span>
      <span className="text-bad-ink">{formatNumber(counts.removed)} removed</span>
      <span className="text-warn-ink">{formatNumber(counts.modified)} changed</span>
      <span className="text-move-ink">{formatNumber(counts.moved)} moved</span>
      <span>{formatNumber(counts.unchanged)} unchanged</span>
      {isReading && <span>reading more …</span>}
    </p>
  );
}

function isOf(page: ArtifactDiffView, { from, to }: Pair): boolean {
  return page.from.id === from && page.to.id === to;
}

/** Two columns of code need room; on a phone there is one. */
function useIsWide(): boolean {
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
