// What keeps an environment from being archived, in words?

interface Use {
  /** Numbers of deployments that are not over. */
  deployments: readonly number[];
  /** Numbers of rollback plans that are not over. */
  rollbacks: readonly number[];
  schedules: readonly string[];
  triggers: readonly string[];
}

/** Names what needs it; null when nothing does. */
export function describeUse({ deployments, rollbacks, schedules, triggers }: Use): string | null {
  const parts = [
    naming(
      "the deployment",
      "the deployments",
      deployments.map((number) => `#${number}`),
    ),
    naming(
      "the rollback plan",
      "the rollback plans",
      rollbacks.map((number) => `#${number}`),
    ),
    naming("the schedule", "the schedules", schedules),
    naming("the CI trigger", "the CI triggers", triggers),
  ].filter((part) => part !== null);
  return parts.length > 0 ? parts.join(", and by ") : null;
}

function naming(one: string, several: string, names: readonly string[]): string | null {
  if (names.length === 0) return null;
  return `${names.length === 1 ? one : several} ${names.join(", ")}`;
}
