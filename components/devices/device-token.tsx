"use client";

import { CodeBlock } from "#components/ui/code-block.tsx";
import { useOrigin } from "#components/ui/origin.ts";
import { Secret } from "#components/ui/secret.tsx";
import type { NewDeviceView } from "#lib/devices/view.ts";

/** A device's token, this once, with the first call that it makes. */
export function DeviceToken({ device }: { device: NewDeviceView }) {
  const origin = useOrigin();
  return (
    <div className="space-y-3">
      <Secret secret={device.token} label="Device token" />
      <CodeBlock
        label="Ask what this device should run"
        wrap
        code={`curl -H "Authorization: Bearer ${device.token}" \\\n  ${origin}/api/v1/device/${device.uuid}/state`}
      />
    </div>
  );
}
