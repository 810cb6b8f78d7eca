import { expect, it, vi } from "vitest";
import { startRecurringJobs } from "#lib/jobs/recurring.ts";
import { describeWithDatabase, type TestContext } from "#lib/testing/database.ts";

const WAIT = { timeout: 15_000, interval: 50 };

describeWithDatabase("Recurring jobs", (getCtx) => {
  it("run at once and come round again, also after a failure", async () => {
    const { handle, log } = getCtx();
    let runs = 0;
    const run = () => {
      runs++;
      return runs === 1 ? Promise.reject(new Error("The first round fails.")) : Promise.resolve();
    };
    const jobs = await startRecurringJobs(handle, log, [{ name: "comes-round", everySeconds: 1, run }]);
    await vi.waitFor(() => expect(runs).toBeGreaterThanOrEqual(2), WAIT);
    await jobs.stop();
  });

  it("have their next round queued while one runs, so that a kill loses none", async () => {
    const ctx = getCtx();
    let finish: () => void = () => undefined;
    let isRunning = false;
    const run = () => {
      isRunning = true;
      return new Promise<void>((resolve) => (finish = resolve));
    };
    const jobs = await startRecurringJobs(ctx.handle, ctx.log, [{ name: "long-run", everySeconds: 3_600, run }]);
    await vi.waitFor(() => expect(isRunning).toBe(true), WAIT);
    expect(await statesOf(ctx, "long-run")).toEqual(["active", "created"]);
    finish();
    await jobs.stop();
  });
});

async function statesOf({ db }: TestContext, name: string): Promise<string[]> {
  const rows = await db.$queryRaw<{ state: string }[]>`
    SELECT state::text AS state FROM jobs.job WHERE name = ${name} ORDER BY state::text`;
  return rows.map((row) => row.state);
}
