import Link from "next/link";
import { countOf, formatNumber, formatPercent } from "#components/ui/format.ts";
import { Panel } from "#components/ui/panel.tsx";

export type AppVersions = { app: string; total: number; versions: { version: string | null; deviceCount: number }[] };

const SHOWN_MAX = 5;
/** The newest version in full, older ones paler: one colour is enough for an order. */
const shades = ["bg-move", "bg-move/65", "bg-move/40", "bg-move/25", "bg-idle"] as const;

/** What the fleet runs now, one bar for each product; the newest version first. */
export function VersionsPanel({ apps }: { apps: readonly AppVersions[] }) {
  return (
    <Panel title="Fleet by version" bodyClassName="p-3">
      {apps.length === 0 ? (
        <p className="text-muted">No device has said yet what it runs.</p>
      ) : (
        <ul className="space-y-4">
          {apps.map((app) => (
            <AppBar key={app.app} app={app} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function AppBar({ app }: { app: AppVersions }) {
  const parts = shorten(app.versions);
  return (
    <li>
      <div className="mb-1 flex items-baseline justify-between gap-3">
        <span className="truncate font-medium">{app.app}</span>
        <span className="text-xs whitespace-nowrap text-muted">{countOf(app.total, "device")}</span>
      </div>
      <div aria-hidden className="flex h-2.5 gap-px overflow-hidden rounded-full">
        {parts.map((part, index) => (
          <span
            key={part.label}
            style={{ width: `${(part.deviceCount / app.total) * 100}%` }}
            className={`min-w-0.5 transition-[width] duration-500 ${shades[index]}`}
          />
        ))}
      </div>
      <ul className="mt-1.5 flex flex-wrap gap-x-4 gap-y-0.5 text-xs">
        {parts.map((part, index) => (
          <li key={part.label} className="flex items-center gap-1.5">
            <span aria-hidden className={`size-2 rounded-sm ${shades[index]}`} />
            {part.version === undefined ? (
              part.label
            ) : (
              <Link
                href={`/devices?app=${encodeURIComponent(app.app)}&version=${encodeURIComponent(part.version)}`}
                className="rounded hover:underline"
              >
                {part.label}
              </Link>
            )}
            <span className="text-muted" title={countOf(part.deviceCount, "device")}>
              {formatNumber(part.deviceCount)}, {formatPercent(part.deviceCount / app.total)}
            </span>
          </li>
        ))}
      </ul>
    </li>
  );
}

type Part = { label: string; version: string | undefined; deviceCount: number };

/** The newest few by name, the rest as one. */
function shorten(versions: AppVersions["versions"]): Part[] {
  const named = versions.length > SHOWN_MAX ? SHOWN_MAX - 1 : SHOWN_MAX;
  const parts: Part[] = versions.slice(0, named).map(({ version, deviceCount }) => ({
    label: version ?? "no version",
    version: version ?? undefined,
    deviceCount,
  }));
  const rest = versions.slice(named);
  if (rest.length === 0) return parts;
  const deviceCount = rest.reduce((sum, version) => sum + version.deviceCount, 0);
  return [...parts, { label: `${rest.length} older`, version: undefined, deviceCount }];
}
