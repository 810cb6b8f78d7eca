// Do the devices bear the release?

/** Devices of a deployment that have the release, and those where it failed by now. */
export interface SoakTally {
  healthy: number;
  failed: number;
}

/** Says why a soak has failed, or null. Devices that have not answered count on neither side. */
export function judgeSoak({ healthy, failed }: SoakTally, maxFailureRate: number): string | null {
  const share = failed === 0 ? 0 : failed / (healthy + failed);
  if (share <= maxFailureRate) return null;
  return `${failed} of ${healthy + failed} devices have failed, more than ${Math.round(maxFailureRate * 1000) / 10} percent.`;
}
