import { cn } from "#components/ui/cn.ts";
import { countOf, formatNumber } from "#components/ui/format.ts";

const NARROW_PERCENT = 7;
const shades = ["bg-accent", "bg-accent/75", "bg-accent/55", "bg-accent/40"];

/** Batches drawn as wide as the devices in them. Shares that do not rise yet are left out of the picture. */
export function BatchShares({ batches, deviceCounts, small = false }: BatchSharesProps) {
  const parts = partsOf(batches);
  const words = parts.map((part, index) => {
    const count = deviceCounts?.[index];
    return `batch ${index + 1} up to ${part.end}%${count === undefined ? "" : `, ${countOf(count, "device")}`}`;
  });
  return (
    <div role="img" aria-label={words.join("; ")} className="flex gap-0.5">
      {parts.map((part, index) => (
        <span key={index} style={{ width: `${part.end - part.start}%` }} className="min-w-1">
          <span className={cn("block rounded-xs", small ? "h-1.5" : "h-2.5", shades[index % shades.length])} />
          {!small && deviceCounts && (
            <span className="block truncate pt-0.5 text-2xs text-muted">
              {part.end - part.start >= NARROW_PERCENT ? formatNumber(deviceCounts[index] ?? 0) : "\u00a0"}
            </span>
          )}
        </span>
      ))}
    </div>
  );
}

type BatchSharesProps = { batches: readonly number[]; deviceCounts?: readonly number[]; small?: boolean };

function partsOf(batches: readonly number[]): { start: number; end: number }[] {
  const parts: { start: number; end: number }[] = [];
  for (const end of batches) {
    const start = parts.at(-1)?.end ?? 0;
    if (end > start && end <= 100) parts.push({ start, end });
  }
  return parts;
}
