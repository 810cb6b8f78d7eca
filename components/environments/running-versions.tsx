import { countOf, formatPercent } from "#components/ui/format.ts";
import { ProgressBar } from "#components/ui/progress-bar.tsx";
import type { CellView } from "#lib/environments/view.ts";

/** How many of an environment's devices run which version. Others than the one that was deployed stand out. */
export function RunningVersions({ devices, expected }: { devices: CellView["devices"]; expected: string | null }) {
  const total = devices.reduce((sum, { deviceCount }) => sum + deviceCount, 0);
  if (total === 0) return <p className="text-muted">The environment means no devices.</p>;
  return (
    <ul className="space-y-2.5">
      {devices.map(({ version, deviceCount }) => {
        const name = version ?? "says nothing of it";
        const isExpected = version !== null && version === expected;
        return (
          <li key={name}>
            <p className="flex flex-wrap items-baseline justify-between gap-x-3">
              <span className={version === null ? "text-faint" : "font-mono"}>
                {name}
                {version !== null && !isExpected && expected !== null && (
                  <span className="ml-2 font-sans text-xs text-warn-ink">not what was deployed</span>
                )}
              </span>
              <span className="text-xs text-muted">
                {countOf(deviceCount, "device")} · {formatPercent(deviceCount / total)}
              </span>
            </p>
            <ProgressBar
              label={`On ${name}`}
              segments={[{ key: "on", label: name, value: deviceCount, tone: isExpected ? "good" : "idle" }]}
              total={total}
            />
          </li>
        );
      })}
    </ul>
  );
}
