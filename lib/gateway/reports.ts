import type { Report } from "#lib/check-in/input.ts";
import { takeReports, type ReportResult } from "#lib/check-in/take-reports.ts";
import type { ReportAnswer } from "#lib/check-in/view.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import type { DeviceMemory } from "#lib/gateway/device-memory.ts";
import { Groups } from "#lib/gateway/groups.ts";
import type { Context } from "#lib/kernel/context.ts";
import { toDomainError } from "#lib/wire/problem.ts";

const GROUP_MAX = 500;
const UNDER_WAY_MAX = 3;
const WAITING_MAX = 10_000;

/** Takes reports in groups: a commit costs the same for five hundred as for one. Answered is only what is committed. */
export class Reports {
  readonly #ctx: Context;
  readonly #memory: DeviceMemory;
  readonly #groups: Groups<Report, ReportAnswer>;

  constructor(ctx: Context, memory: DeviceMemory) {
    this.#ctx = ctx;
    this.#memory = memory;
    this.#groups = new Groups<Report, ReportAnswer>({
      carryOut: (reports) => this.#take(reports),
      // Two transactions never write the same device at once, and a device's reports stay in their order.
      keyOf: (report) => report.deviceId,
      sizeMax: GROUP_MAX,
      underWayMax: UNDER_WAY_MAX,
      waitingMax: WAITING_MAX,
    });
  }

  take(report: Report): Promise<ReportAnswer> {
    return this.#groups.add(report);
  }

  whenIdle(): Promise<void> {
    return this.#groups.whenIdle();
  }

  /** A group that fails is halved until the one that spoils it stands alone. */
  async #take(reports: readonly Report[]): Promise<ReportResult[]> {
    try {
      const results = await inTransaction(this.#ctx, (tx) => takeReports(this.#ctx, tx, reports));
      // The news of it come by themselves; a device that polls right after it said what it runs is not to wait for them.
      this.#memory.hear(reports.flatMap(({ deviceId, apps }) => (apps === undefined ? [] : [deviceId])));
      return results;
    } catch (error) {
      const problem = toDomainError(error);
      if (reports.length === 1 || problem.code === "UNAVAILABLE") return reports.map(() => problem);
      this.#ctx.log.warn({ err: error, reports: reports.length }, "A group of reports failed; taking it in halves.");
      const middle = Math.ceil(reports.length / 2);
      return [...(await this.#take(reports.slice(0, middle))), ...(await this.#take(reports.slice(middle)))];
    }
  }
}
