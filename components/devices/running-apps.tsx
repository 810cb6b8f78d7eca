import { Digest } from "#components/ui/digest.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { DeviceAppView } from "#lib/devices/view.ts";
import Link from "next/link";

/** What a device says it runs. */
export function RunningApps({ apps }: { apps: readonly DeviceAppView[] }) {
  if (apps.length === 0) return <p className="p-3 text-muted">It has not said yet what it runs.</p>;
  return (
    <ul className="divide-y divide-line">
      {apps.map((app) => (
        <li key={app.app} className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5 px-3 py-2">
          <Link href={`/products/${app.app}`} className="rounded font-medium hover:underline">
            {app.app}
          </Link>
          <span>{app.version ?? <span className="text-faint">no version</span>}</span>
          {app.digest && <Digest digest={app.digest} copy className="text-muted" />}
          <span className="ml-auto text-xs text-muted">
            said <RelativeTime at={app.reportedAt} />
          </span>
          <span className="w-full truncate text-xs text-muted">{app.image}</span>
        </li>
      ))}
    </ul>
  );
}
