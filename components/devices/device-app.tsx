import { shortDigest } from "#components/ui/format.ts";
import type { DeviceAppView } from "#lib/devices/view.ts";

/** What a device runs, in few characters: "gateway 1.4.2". */
export function DeviceAppName({ app }: { app: DeviceAppView }) {
  const version = app.version ?? (app.digest && shortDigest(app.digest));
  return (
    <span title={app.image} className="whitespace-nowrap">
      {app.app} {version && <span className="font-medium">{version}</span>}
    </span>
  );
}
