"use client";

import { deliveryOptions } from "#components/notifications/looks.tsx";
import { FilterSelect } from "#components/ui/filter-select.tsx";
import type { ChannelView } from "#lib/notifications/view.ts";

/** Which messages are shown; without channels they are those of one anyway. */
export function DeliveryFilters({ channels = [] }: { channels?: readonly ChannelView[] }) {
  return (
    <>
      {channels.length > 1 && (
        <FilterSelect
          label="Channel"
          parameter="channel"
          all="All channels"
          options={channels.map(({ id, name }) => ({ value: id, label: name }))}
        />
      )}
      <FilterSelect label="State" parameter="status" all="All states" options={deliveryOptions} />
    </>
  );
}
