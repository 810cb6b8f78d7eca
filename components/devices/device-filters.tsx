"use client";

import { useAddress } from "#components/ui/address.ts";
import { ActiveFilter, FilterBar } from "#components/ui/filter-bar.tsx";
import { FilterSelect } from "#components/ui/filter-select.tsx";
import { SearchField } from "#components/ui/search-field.tsx";

const seen = [
  { value: "online", label: "Online" },
  { value: "offline", label: "Offline" },
];

export function DeviceFilters({ fleets }: { fleets: readonly string[] }) {
  const address = useAddress();
  const options = [
    ...fleets.map((name) => ({ value: name, label: name })),
    { value: "none", label: "Without a fleet" },
  ];
  return (
    <FilterBar parameters={["fleet", "tag", "q", "seen", "app", "version", "retired"]}>
      <SearchField label="Search by name or id" />
      <FilterSelect label="Fleet" parameter="fleet" all="Every fleet" options={options} />
      <FilterSelect label="Presence" parameter="seen" all="Online or not" options={seen} />
      <FilterSelect label="Retired" parameter="retired" all="In use" options={[{ value: "true", label: "Retired" }]} />
      <ActiveFilter label="Tag" parameter="tag" />
      <ActiveFilter
        label="Runs"
        parameter="app"
        also={["version"]}
        shown={[address.get("app"), address.get("version")].join(" ")}
      />
    </FilterBar>
  );
}
