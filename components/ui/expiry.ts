import type { Option } from "#components/ui/select.tsx";

const DAY_MS = 86_400_000;

/** How long a secret may live; the values are days. */
export const expiryOptions: readonly Option[] = [
  { value: "1", label: "in a day" },
  { value: "30", label: "in 30 days" },
  { value: "90", label: "in 90 days" },
  { value: "365", label: "in a year" },
  { value: "", label: "never" },
];

/** The moment that a choice means, counted from now; undefined for never. */
export function expiryTime(days: string): string | undefined {
  return days === "" ? undefined : new Date(Date.now() + Number(days) * DAY_MS).toISOString();
}
