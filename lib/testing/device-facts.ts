import type { DeviceFacts } from "#lib/gateway/device-table.ts";

/** What the gateway remembers of a device that has nothing open and runs nothing. */
export function deviceFacts(id: Uint8Array, more: Partial<DeviceFacts> = {}): DeviceFacts {
  return {
    id,
    ddiKey: null,
    tokenHash: new Uint8Array(32),
    targetTokenHash: null,
    hasOpenAction: false,
    wantsAttributes: false,
    installedActionId: null,
    pollSeconds: null,
    appsJson: "{}",
    ...more,
  };
}
