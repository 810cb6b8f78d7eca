"use client";

import { EVENT_FILTERS } from "#components/events/event-filter.ts";
import { useAddress } from "#components/ui/address.ts";
import { Combobox } from "#components/ui/combobox.tsx";
import { ActiveFilter, FilterBar } from "#components/ui/filter-bar.tsx";
import { FilterSelect } from "#components/ui/filter-select.tsx";
import { FilterTime } from "#components/ui/filter-time.tsx";
import { SearchField } from "#components/ui/search-field.tsx";
import { EVENT_TYPES, type EventType } from "#lib/events/types.ts";

/** Types that are asked for together; what stands in the address is the list itself. */
const groups: { label: string; starts: readonly string[] }[] = [
  { label: "Rollouts", starts: ["rollout_", "batch_"] },
  { label: "Devices and health checks", starts: ["device_", "health_check_", "enrollment_token_", "fleet_"] },
  { label: "Policies and webhooks", starts: ["policy_", "webhook_", "registry_"] },
  { label: "Products and versions", starts: ["product_", "version_", "release_"] },
  { label: "Deployments", starts: ["deployment_", "stage_", "schedule_", "line_", "template_", "environment_"] },
  { label: "Rollbacks", starts: ["rollback_", "automatic_rollback_", "incident_", "migration_rollback_"] },
  {
    label: "People and API tokens",
    starts: ["user_", "sign_in_", "token_", "session_", "second_factor_", "identity_"],
  },
  { label: "Teams", starts: ["team_", "group_mapping_", "invitation_"] },
  { label: "The log itself", starts: ["audit_"] },
];

const groupOptions = groups.map(({ label, starts }) => ({ value: typesOf(starts).join(","), label }));
const actorKinds = [
  { value: "user", label: "People" },
  { value: "token", label: "API tokens" },
  { value: "device", label: "Devices" },
  { value: "system", label: "Slipway itself" },
];
const typeOptions = EVENT_TYPES.map((type) => ({ value: type, label: type }));

export function EventFilters({ products }: { products: readonly { id: string; slug: string }[] }) {
  const address = useAddress();
  const types = address.get("types") ?? "";
  const isGroup = groupOptions.some(({ value }) => value === types);
  return (
    <FilterBar parameters={EVENT_FILTERS}>
      <SearchField label="Search events" parameter="text" />
      <FilterSelect label="Area" parameter="types" all="Every area" options={groupOptions} />
      <span className="w-56">
        <Combobox
          aria-label="Type of event"
          value={isGroup ? "" : types}
          onChange={(type) => address.replace({ types: type })}
          options={typeOptions}
          placeholder="Every type"
        />
      </span>
      <FilterSelect
        label="Product"
        parameter="product"
        all="Every product"
        options={products.map(({ id, slug }) => ({ value: id, label: slug }))}
      />
      <FilterSelect label="By whom" parameter="actorKind" all="By anybody" options={actorKinds} />
      <FilterTime label="From" parameter="from" />
      <FilterTime label="to" parameter="to" />
      <ActiveFilter label="By" parameter="actor" />
      <ActiveFilter label="About" parameter="subject" />
      <ActiveFilter label="About a" parameter="subjectKind" />
      <ActiveFilter label="Rollout" parameter="rollout" />
    </FilterBar>
  );
}

function typesOf(starts: readonly string[]): EventType[] {
  return EVENT_TYPES.filter((type) => starts.some((start) => type.startsWith(start)));
}
