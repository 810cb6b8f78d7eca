"use client";

import { useAddress } from "#components/ui/address.ts";
import { QueryHelp } from "#components/devices/query-help.tsx";
import { ActiveFilter, FilterBar } from "#components/ui/filter-bar.tsx";
import { FilterSelect } from "#components/ui/filter-select.tsx";
import { FieldError } from "#components/ui/field.tsx";
import { SearchField } from "#components/ui/search-field.tsx";
import type { QueryFault } from "#lib/devices/rules/query/tree.ts";

const seen = [
  { value: "online", label: "Online" },
  { value: "offline", label: "Offline" },
];

const silences = [
  { value: "-1h", label: "Not seen for an hour" },
  { value: "-1d", label: "Not seen for a day" },
  { value: "-7d", label: "Not seen for a week" },
  { value: "-30d", label: "Not seen for a month" },
];

const FAULT_ID = "device-query-fault";

/** `fault` says why the text in the search is no query, and where. */
export function DeviceFilters({ fleets, fault }: { fleets: readonly string[]; fault: QueryFault | null }) {
  const address = useAddress();
  const options = [
    ...fleets.map((name) => ({ value: name, label: name })),
    { value: "none", label: "Without a fleet" },
  ];
  return (
    <>
      <FilterBar parameters={["fleet", "tag", "q", "seen", "notSeenSince", "app", "version", "retired"]}>
        <div className="flex w-full gap-1 sm:w-auto">
          <SearchField
            label="Name, or tag==beta;online==true"
            errorId={fault ? FAULT_ID : undefined}
            className="sm:w-80"
          />
          <QueryHelp />
        </div>
        <FilterSelect label="Fleet" parameter="fleet" all="Every fleet" options={options} />
        <FilterSelect label="Presence" parameter="seen" all="Online or not" options={seen} />
        <FilterSelect label="Not seen since" parameter="notSeenSince" all="Seen whenever" options={silences} />
        <FilterSelect
          label="Retired"
          parameter="retired"
          all="In use"
          options={[{ value: "true", label: "Retired" }]}
        />
        <ActiveFilter label="Tag" parameter="tag" />
        <ActiveFilter
          label="Runs"
          parameter="app"
          also={["version"]}
          shown={[address.get("app"), address.get("version")].join(" ")}
        />
      </FilterBar>
      {fault && <Fault fault={fault} text={address.get("q") ?? ""} />}
    </>
  );
}

/** Shows the text with the place marked, and what would be right there. */
function Fault({ fault, text }: { fault: QueryFault; text: string }) {
  return (
    <div className="mb-3 rounded-md bg-bad-soft px-3 py-2">
      <code className="block overflow-x-auto font-mono text-xs whitespace-pre">
        {text.slice(0, fault.start)}
        <mark className="rounded-sm bg-bad/25 text-bad-ink underline decoration-wavy underline-offset-4">
          {text.slice(fault.start, fault.end) || "\u00a0"}
        </mark>
        {text.slice(fault.end)}
      </code>
      <FieldError id={FAULT_ID}>{fault.message}</FieldError>
    </div>
  );
}
