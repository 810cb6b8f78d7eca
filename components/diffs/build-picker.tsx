"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { diffKeys, listBuilds } from "#components/diffs/queries.ts";
import { Combobox } from "#components/ui/combobox.tsx";
import { useRested } from "#components/ui/use-rested.ts";
import type { ArtifactListItem } from "#lib/builds/view.ts";

const REST_MS = 250;

/** Chooses a build by product, version, commit, number or file. */
export function BuildPicker({ label, chosen, value, onChange }: BuildPickerProps) {
  const [search, setSearch] = useState("");
  const rested = useRested(search, REST_MS);
  const builds = useQuery({
    queryKey: diffKeys.builds(rested),
    queryFn: ({ signal }) => listBuilds(rested, signal),
    placeholderData: (before) => before,
  });
  const found = builds.data?.items ?? [];
  const all = chosen && !found.some(({ id }) => id === chosen.id) ? [chosen, ...found] : found;
  return (
    <Combobox
      aria-label={label}
      placeholder="Search a build"
      value={value}
      onChange={onChange}
      onSearch={setSearch}
      options={all.map((build) => ({ value: build.id, label: nameOf(build), detail: detailOf(build) }))}
      emptyText={builds.isPending ? "Searching …" : "No build fits"}
    />
  );
}

type BuildPickerProps = {
  label: string;
  /** What is chosen now, which the search may not find. */
  chosen: ArtifactListItem | null;
  value: string;
  onChange: (id: string) => void;
};

/** "gateway 1.2.0 #41" */
export function nameOf({ product, version, buildNumber, gitCommit }: ArtifactListItem): string {
  const build = buildNumber === null ? gitCommit?.slice(0, 8) : `#${buildNumber}`;
  return [product.slug, version, build].filter(Boolean).join(" ");
}

function detailOf({ file, imageTags, builtAt }: ArtifactListItem): string {
  return file?.fileName ?? imageTags[0] ?? builtAt.slice(0, 10);
}
