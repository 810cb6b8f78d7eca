"use client";

import { GitCommitVertical, Table2 } from "lucide-react";
import Link from "next/link";
import { VERSION_FILTERS } from "#components/products/filters.ts";
import { useAddress } from "#components/ui/address.ts";
import { cn } from "#components/ui/cn.ts";
import { FilterBar } from "#components/ui/filter-bar.tsx";
import { FilterSelect } from "#components/ui/filter-select.tsx";
import { SearchField } from "#components/ui/search-field.tsx";

const views = [
  { value: null, label: "Table", icon: Table2 },
  { value: "timeline", label: "Timeline", icon: GitCommitVertical },
] as const;

/** What is shown of the versions, and how; both live in the address. */
export function VersionFilters({ channels }: { channels: readonly string[] }) {
  const address = useAddress();
  const view = address.get("view") === "timeline" ? "timeline" : null;
  return (
    <FilterBar parameters={VERSION_FILTERS}>
      <SearchField label="Search by number" />
      <FilterSelect
        label="Channel"
        parameter="channel"
        all="Every channel"
        options={channels.map((name) => ({ value: name, label: name }))}
      />
      <FilterSelect
        label="Prereleases"
        parameter="prereleases"
        all="With prereleases"
        options={[{ value: "hidden", label: "Without prereleases" }]}
      />
      <FilterSelect
        label="Deprecated versions"
        parameter="deprecated"
        all="With deprecated"
        options={[{ value: "hidden", label: "Without deprecated" }]}
      />
      <nav aria-label="View" className="order-last ml-auto flex rounded-md border border-line bg-sunken p-0.5">
        {views.map(({ value, label, icon: Icon }) => (
          <Link
            key={label}
            href={address.href({ view: value })}
            scroll={false}
            replace
            aria-current={value === view ? "true" : undefined}
            className={cn(
              "flex h-6.5 items-center gap-1.5 rounded px-2 text-xs text-muted hover:text-ink",
              value === view && "bg-surface font-medium text-ink shadow-panel",
            )}
          >
            <Icon aria-hidden className="size-3.5" />
            {label}
          </Link>
        ))}
      </nav>
    </FilterBar>
  );
}
