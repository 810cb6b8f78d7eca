import { placementLooks } from "#components/rollbacks/looks.tsx";
import { formatNumber } from "#components/ui/format.ts";
import { ProgressBar } from "#components/ui/progress-bar.tsx";
import { placements, type Whereabouts } from "#lib/rollbacks/rules/whereabouts.ts";

/** What is where, as a bar and in words. */
export function WhereaboutsBar({ whereabouts, moving }: { whereabouts: Whereabouts; moving: boolean }) {
  const segments = placements.map((key) => ({ key, ...placementLooks[key], value: whereabouts[key] }));
  const words = segments.filter(({ value }) => value > 0).map(({ label, value }) => `${formatNumber(value)} ${label}`);
  return (
    <div>
      <ProgressBar label="Devices" segments={segments} total={whereabouts.total} moving={moving} />
      <p className="mt-1 text-sm text-muted">
        {words.join(", ") || "No device yet"}, of {formatNumber(whereabouts.total)}.
      </p>
    </div>
  );
}
