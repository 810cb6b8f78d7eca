// May what ran in one environment go on to the next?

export interface PromotionFacts {
  /** The deployment's own environment, and the one that it is to go to; null: there is none. */
  from: { id: string; name: string; position: number } | null;
  to: { id: string; name: string; position: number } | null;
  /** How the deployment stands. */
  status: string;
  release: { verifiedAt: Date | null; failedAt: Date | null } | null;
  /** What runs where it is to go, if anything. */
  running: { versionId: string; digest: string | null } | null;
  coming: { versionId: string | null; digest: string | null };
}

/** Says why a deployment cannot be promoted; null when it can. */
export function objectionToPromotion(facts: PromotionFacts): string | null {
  const { from, to, status, release, running, coming } = facts;
  if (from === null) return "It was deployed to no environment, so nothing comes after it.";
  if (to === null) return `${from.name} is the last environment.`;
  if (to.id === from.id) return `It was deployed to ${from.name} already.`;
  if (to.position < from.position) return `${to.name} comes before ${from.name}: deploy there instead.`;
  if (release === null) {
    return status === "completed"
      ? `Nobody knows what it left in ${from.name}.`
      : `It is not completed in ${from.name}.`;
  }
  // It may be under way back just now, or have got stuck there.
  if (status !== "completed") return `It is ${status === "rollingBack" ? "being taken back" : status} in ${from.name}.`;
  if (release.failedAt !== null) return `It was taken back from ${from.name}, or found bad there.`;
  if (release.verifiedAt === null) return `Not every check passed in ${from.name}.`;
  const isThere = running !== null && running.versionId === coming.versionId && running.digest === coming.digest;
  return isThere ? `It runs in ${to.name} already.` : null;
}

/** Values that named the one environment name the other one. */
export function moveVariables(
  values: Readonly<Record<string, unknown>>,
  environmentVariables: readonly string[],
  { from, to }: { from: string; to: string },
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) =>
      environmentVariables.includes(name) && value === from ? [name, to] : [name, value],
    ),
  );
}
