import { ApiError, type Api } from "#lib/client/api.ts";
import { UsageError } from "#lib/cli/exit-codes.ts";
import { percent, printLine, printTable, shortTime } from "#lib/cli/print.ts";
import type { Page } from "#lib/kernel/page.ts";
import { isUuid } from "#lib/kernel/uuid.ts";
import type { OperatorCommand } from "#lib/rollouts/rules/transitions.ts";
import type { RolloutView } from "#lib/rollouts/view.ts";

const NUMBER = /^#?(\d+)$/;

/** Finds the rollout that somebody names by its id, or by its number with or without a hash sign. */
export async function findRollout(api: Api, name: string): Promise<RolloutView> {
  if (isUuid(name)) return api.call({ method: "GET", path: `/api/v1/rollouts/${name}` });
  const number = NUMBER.exec(name)?.[1];
  if (number === undefined) throw new UsageError(`${name} is neither the number of a rollout nor its id.`);
  const { items } = await api.call<Page<RolloutView>>({
    method: "GET",
    path: "/api/v1/rollouts",
    query: { q: number, limit: 100 },
  });
  const found = items.find((rollout) => rollout.number === Number(number));
  if (!found) throw new ApiError(`There is no rollout #${number}.`, 404, "NOT_FOUND");
  return found;
}

export function printRollouts(rollouts: readonly RolloutView[]): void {
  printTable(
    rollouts,
    [
      { title: "#", value: (row) => row.number },
      { title: "PRODUCT", value: (row) => row.product.slug },
      { title: "VERSION", value: (row) => row.toVersion },
      { title: "STATUS", value: (row) => row.status },
      { title: "BATCH", value: (row) => `${row.currentBatch + 1}/${row.batches.length}` },
      { title: "HEALTHY", value: (row) => `${row.counts.healthy}/${countDevices(row)}` },
      { title: "FAILED", value: (row) => row.counts.failed },
      { title: "ROLLED BACK", value: (row) => row.counts.rolledBack },
      { title: "MADE", value: (row) => shortTime(row.createdAt) },
      { title: "REASON", value: (row) => row.statusReason },
    ],
    "No rollout matches.",
  );
}

export function printRollout(rollout: RolloutView): void {
  printLine(`Rollout #${rollout.number}: ${rollout.product.slug} ${rollout.fromVersion ?? "?"} → ${rollout.toVersion}`);
  printLine(`  status    ${rollout.status}${rollout.statusReason === null ? "" : ` (${rollout.statusReason})`}`);
  printLine(`  image     ${rollout.image}:${rollout.tag}${rollout.digest === null ? "" : `@${rollout.digest}`}`);
  printLine(`  strategy  ${rollout.strategy}${rollout.policy === null ? "" : `, policy ${rollout.policy.name}`}`);
  printLine(`  failures  ${percent(rollout.failureRate)} of at most ${percent(rollout.failureRateMax)}`);
  printLine(`  id        ${rollout.id}`);
  printTable(
    rollout.batches,
    [
      { title: "BATCH", value: (row) => row.index + 1 },
      { title: "UP TO", value: (row) => `${row.percent} %` },
      { title: "STATUS", value: (row) => row.status },
      { title: "DEVICES", value: (row) => row.deviceCount },
      { title: "UPDATING", value: (row) => row.counts.scheduled + row.counts.updating },
      { title: "HEALTHY", value: (row) => row.counts.healthy },
      { title: "FAILED", value: (row) => row.counts.failed },
      { title: "ROLLED BACK", value: (row) => row.counts.rolledBack },
      { title: "SKIPPED", value: (row) => row.counts.skipped },
    ],
    "Its batches are not planned yet.",
  );
  const possible = rollout.allowedActions.map((action) => COMMANDS[action]);
  if (possible.length > 0) printLine(`Possible now: ${possible.join(", ")}.`);
}

/** How what an operator may do is called on the command line. */
const COMMANDS: Record<OperatorCommand, string> = {
  pause: "pause",
  resume: "resume",
  cancel: "cancel",
  approve: "approve",
  retry: "retry",
  rollBack: "rollback",
  rollBackBatch: "rollback --batch",
  rollBackDevice: "rollback --device",
  leaveOutDevice: "leave-out",
};

export function describeRollout(rollout: RolloutView): string {
  const { number, status, statusReason, counts } = rollout;
  const reason = statusReason === null ? "" : ` (${statusReason})`;
  return (
    `#${number} ${status}${reason} · batch ${rollout.currentBatch + 1} of ${rollout.batches.length} · ` +
    `${counts.healthy} of ${countDevices(rollout)} healthy · ${counts.failed} failed · ` +
    (counts.rolledBack > 0 ? `${counts.rolledBack} rolled back · ` : "") +
    `failure rate ${percent(rollout.failureRate)} of at most ${percent(rollout.failureRateMax)}`
  );
}

function countDevices(rollout: RolloutView): number {
  return Object.values(rollout.counts).reduce((sum, count) => sum + count, 0);
}
