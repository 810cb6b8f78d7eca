"use client";

import { useAddress } from "#components/ui/address.ts";
import { Combobox } from "#components/ui/combobox.tsx";
import { ActiveFilter, FilterBar } from "#components/ui/filter-bar.tsx";
import { FilterSelect } from "#components/ui/filter-select.tsx";
import { EVENT_TYPES, type EventType } from "#lib/events/types.ts";

/** Types that are asked for together; what stands in the address is the list itself. */
const groups: { label: string; starts: readonly string[] }[] = [
  { label: "Rollouts", starts: ["rollout_", "batch_"] },
  { label: "Devices and health checks", starts: ["device_", "health_check_", "enrollment_token_", "fleet_"] },
  { label: "Policies and webhooks", starts: ["policy_", "webhook_", "registry_"] },
  { label: "Products and versions", starts: ["product_", "version_", "release_"] },
  { label: "People and API tokens", starts: ["user_", "sign_in_", "token_"] },
];

const groupOptions = groups.map(({ label, starts }) => ({ value: typesOf(starts).join(","), label }));
const typeOptions = EVENT_TYPES.map((type) => ({ value: type, label: type }));

export function EventFilters({ products }: { products: readonly { id: string; slug: string }[] }) {
  const address = useAddress();
  const types = address.get("types") ?? "";
  const isGroup = groupOptions.some(({ value }) => value === types);
  return (
    <FilterBar parameters={["types", "subject", "product", "rollout"]}>
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
      <ActiveFilter label="About" parameter="subject" />
      <ActiveFilter label="Rollout" parameter="rollout" />
    </FilterBar>
  );
}

function typesOf(starts: readonly string[]): EventType[] {
  return EVENT_TYPES.filter((type) => starts.some((start) => type.startsWith(start)));
}
