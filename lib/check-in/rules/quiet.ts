// What does a device read for which there is nothing to do?

/**
 * Writes the answer of which every part is known already: byte for byte what JSON.stringify makes of a DeviceStateView
 * without an action, so that its ETag is the same whoever wrote it. `appsJson` is the apps as JSON.stringify writes them.
 */
export function quietStateJson(pollSeconds: number, appsJson: string): string {
  return `{"pollSeconds":${pollSeconds},"action":null,"apps":${appsJson}}`;
}
