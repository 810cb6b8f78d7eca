"use client";

import { useAddress } from "#components/ui/address.ts";
import { Input } from "#components/ui/input.tsx";
import { useHydrationPhase } from "#components/ui/now.ts";

/** A filter by time, told in the reader's zone; the address carries it in UTC: `?<parameter>=2027-01-31T22:00:00.000Z`. */
export function FilterTime({ label, parameter }: { label: string; parameter: string }) {
  const address = useAddress();
  const value = address.get(parameter);
  // The server does not know the reader's zone.
  const isLive = useHydrationPhase() === "live";
  return (
    <label className="flex items-center gap-1.5 text-xs text-muted">
      {label}
      <Input
        key={isLive ? value : "served"}
        type="datetime-local"
        className="w-auto"
        defaultValue={isLive && value ? toLocal(value) : ""}
        onBlur={(event) => {
          const next = toUtc(event.target.value);
          if (next !== value) address.replace({ [parameter]: next });
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter") event.currentTarget.blur();
        }}
      />
    </label>
  );
}

const MINUTE_MILLIS = 60_000;

function toLocal(utc: string): string {
  const time = new Date(utc);
  if (Number.isNaN(time.getTime())) return "";
  return new Date(time.getTime() - time.getTimezoneOffset() * MINUTE_MILLIS).toISOString().slice(0, 16);
}

function toUtc(local: string): string | null {
  const time = new Date(local);
  return local === "" || Number.isNaN(time.getTime()) ? null : time.toISOString();
}
