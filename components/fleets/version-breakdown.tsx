import Link from "next/link";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { formatNumber, formatPercent } from "#components/ui/format.ts";
import { withQuery } from "#components/api.ts";
import { Layers } from "lucide-react";
import type { VersionCount } from "#lib/devices/view.ts";

/** How many devices run which version of which product, each leading to those devices. */
export function VersionBreakdown({ counts, fleet }: { counts: readonly VersionCount[]; fleet?: string }) {
  if (counts.length === 0) {
    return (
      <EmptyState icon={Layers} title="No device has said what it runs">
        Devices name their apps with their reports.
      </EmptyState>
    );
  }
  const apps = Map.groupBy(counts, ({ app }) => app);
  return (
    <div className="divide-y divide-line">
      {[...apps].map(([app, versions]) => (
        <AppVersions key={app} app={app} versions={versions} fleet={fleet} />
      ))}
    </div>
  );
}

type AppVersionsProps = { app: string; versions: readonly VersionCount[]; fleet: string | undefined };

function AppVersions({ app, versions, fleet }: AppVersionsProps) {
  const total = versions.reduce((sum, { deviceCount }) => sum + deviceCount, 0);
  const sorted = versions.toSorted((left, right) => right.deviceCount - left.deviceCount);
  return (
    <section aria-label={app} className="px-3 py-2.5">
      <h3 className="mb-1 font-medium">
        <Link href={`/products/${app}`} className="rounded hover:underline">
          {app}
        </Link>{" "}
        <span className="font-normal text-faint">{formatNumber(total)}</span>
      </h3>
      <ul>
        {sorted.map(({ version, deviceCount }) => (
          <li key={version}>
            <Link
              href={withQuery("/devices", { fleet, app, version })}
              className="grid grid-cols-[minmax(0,10rem)_minmax(0,1fr)_3rem_3rem] items-center gap-3 rounded px-1 py-0.5 hover:bg-hover max-sm:grid-cols-[minmax(0,1fr)_3rem_3rem]"
            >
              <span className="truncate">{version ?? <span className="text-faint">no version</span>}</span>
              <span aria-hidden className="h-1.5 rounded-full bg-idle-soft max-sm:hidden">
                <span
                  className="block h-full rounded-full bg-accent"
                  style={{ width: `${(deviceCount / total) * 100}%` }}
                />
              </span>
              <span className="text-right">{formatNumber(deviceCount)}</span>
              <span className="text-right text-xs text-muted">{formatPercent(deviceCount / total)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
