import type { Transaction } from "#lib/database/client.ts";
import { insertRelease, saveFailure } from "#lib/environments/store-releases.ts";

/**
 * Notes that a deployment is completed: its release is what its environment runs now. It counts as verified when no
 * stage failed on the way, also not one after which the deployment was told to go on. Done twice it does nothing, and it
 * does nothing for a deployment without an environment or a version.
 */
export async function recordRelease(tx: Transaction, deploymentId: string, at: Date): Promise<void> {
  await insertRelease(tx, deploymentId, at);
}

/** Notes that a release was taken back, or found bad by a check afterwards: from now on it is not verified. */
export async function endRelease(tx: Transaction, deploymentId: string, at: Date): Promise<void> {
  await saveFailure(tx, deploymentId, at);
}
