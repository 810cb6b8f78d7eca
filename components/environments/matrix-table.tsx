import Link from "next/link";
import { DriftBadge } from "#components/environments/drift-badge.tsx";
import { ReleaseMark } from "#components/environments/release-mark.tsx";
import { countOf } from "#components/ui/format.ts";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { MatrixCell, MatrixRow, MatrixView } from "#lib/environments/view.ts";

type Column = MatrixView["environments"][number];

/** Which version of each product runs in each environment. The first column stays while the others are scrolled. */
export function MatrixTable({ environments, rows }: { environments: readonly Column[]; rows: readonly MatrixRow[] }) {
  return (
    <div className="overflow-x-auto">
      <table
        aria-label="Versions by product and environment"
        className="w-full border-separate border-spacing-0 text-left"
      >
        <thead>
          <tr>
            <th scope="col" className={`${header} sticky left-0 z-10`}>
              Product
            </th>
            {environments.map((environment) => (
              <th key={environment.id} scope="col" className={header}>
                <Link
                  href={`/environments/${environment.slug}`}
                  className="rounded font-medium text-ink hover:underline"
                >
                  {environment.name}
                </Link>
                <span className={environment.deviceCount === 0 ? "ml-2 text-warn-ink" : "ml-2 text-faint"}>
                  {countOf(environment.deviceCount, "device")}
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.product.id} className="group">
              <th scope="row" className={`${cell} sticky left-0 bg-surface font-medium`}>
                <Link
                  href={`/products/${row.product.slug}`}
                  className="block max-w-40 truncate rounded hover:underline"
                >
                  {row.product.name}
                </Link>
              </th>
              {environments.map((environment, index) => (
                <td key={environment.id} className={cell}>
                  <Cell cell={row.cells[index]} environment={environment} row={row} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const header = "h-9 border-b border-line bg-sunken px-3 text-xs font-medium whitespace-nowrap text-muted";
const cell = "min-w-44 border-b border-line px-3 py-2 align-top group-last:border-b-0";

function Cell({
  cell: content,
  environment,
  row,
}: {
  cell: MatrixCell | undefined;
  environment: Column;
  row: MatrixRow;
}) {
  if (!content) return null;
  const { release, drift, open } = content;
  const href = `/environments/${environment.slug}/${row.product.slug}`;
  return (
    <div className="space-y-1">
      {release ? (
        <>
          <p className="flex flex-wrap items-baseline gap-x-2">
            <Link
              href={href}
              aria-label={`${row.product.name} ${release.version} in ${environment.name}`}
              className="rounded font-mono text-sm font-medium hover:underline"
            >
              {release.version}
            </Link>
            <RelativeTime at={release.deployedAt} className="text-xs text-muted" />
          </p>
          <p className="flex flex-wrap gap-1">
            <ReleaseMark release={release} />
            <DriftBadge drift={drift} />
          </p>
        </>
      ) : (
        <p className="flex flex-wrap items-center gap-1">
          {drift.kind === "missing" ? <DriftBadge drift={drift} /> : <span className="text-faint">–</span>}
        </p>
      )}
      {open && (
        <p className="text-xs">
          <Link href={`/deployments/${open.id}`} className="rounded text-accent-ink hover:underline">
            #{open.number} {open.version} {wordOf(open.status)}
          </Link>
        </p>
      )}
    </div>
  );
}

function wordOf(status: string): string {
  return { queued: "waits", running: "is under way", paused: "is paused" }[status] ?? "is taken back";
}
