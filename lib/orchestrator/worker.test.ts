import { afterEach, describe, expect, it, vi } from "vitest";
import { makeLogger } from "#lib/kernel/log.ts";
import { Worker } from "#lib/orchestrator/worker.ts";

const log = makeLogger("silent");
const clock = { now: () => new Date() };

function aWorker(work: () => Promise<Date | null>, everySeconds = 3600): Worker {
  return new Worker({ clock, log }, { name: "test", everySeconds, work });
}

const in_ = (millis: number) => new Date(Date.now() + millis);

describe("Worker", () => {
  afterEach(() => vi.useRealTimers());

  it("works at once, then regularly", async () => {
    vi.useFakeTimers();
    const work = vi.fn(() => Promise.resolve(null));
    const worker = aWorker(work, 30);
    worker.start();
    await vi.advanceTimersByTimeAsync(1);
    expect(work).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(work).toHaveBeenCalledTimes(2);
    await worker.stop();
  });

  it("comes back at the time that the work names", async () => {
    vi.useFakeTimers();
    const work = vi.fn().mockResolvedValueOnce(in_(5_000)).mockResolvedValue(null);
    const worker = aWorker(work);
    worker.start();
    await vi.advanceTimersByTimeAsync(4_900);
    expect(work).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(200);
    expect(work).toHaveBeenCalledTimes(2);
    await worker.stop();
  });

  it("takes few turns for a burst of news", async () => {
    vi.useFakeTimers();
    const work = vi.fn(() => Promise.resolve(null));
    const worker = aWorker(work);
    worker.start();
    for (let report = 0; report < 500; report++) {
      worker.wake();
      await vi.advanceTimersByTimeAsync(2);
    }
    expect(work.mock.calls.length).toBeLessThan(8);
    await worker.stop();
  });

  it("looks once more after news that came while it was at work", async () => {
    vi.useFakeTimers();
    let finish: () => void = () => {};
    const work = vi.fn(() => new Promise<null>((resolve) => (finish = () => resolve(null))));
    const worker = aWorker(work);
    worker.start();
    await vi.advanceTimersByTimeAsync(1);
    worker.wake();
    await vi.advanceTimersByTimeAsync(10);
    expect(work).toHaveBeenCalledTimes(1);
    finish();
    await vi.advanceTimersByTimeAsync(250);
    expect(work).toHaveBeenCalledTimes(2);
    finish();
    await worker.stop();
  });

  it("rests longer after long work, however many news come meanwhile", async () => {
    vi.useFakeTimers();
    let finish: () => void = () => {};
    const work = vi.fn(() => new Promise<null>((resolve) => (finish = () => resolve(null))));
    const worker = aWorker(work);
    worker.start();
    await vi.advanceTimersByTimeAsync(60);
    finish();
    await vi.advanceTimersByTimeAsync(1);
    worker.wake();
    await vi.advanceTimersByTimeAsync(450);
    expect(work).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(200);
    expect(work).toHaveBeenCalledTimes(2);
    finish();
    await worker.stop();
  });

  it("survives a failure and tries again soon", async () => {
    vi.useFakeTimers();
    const work = vi.fn().mockRejectedValueOnce(new Error("the database is away")).mockResolvedValue(null);
    const worker = aWorker(work);
    worker.start();
    await vi.advanceTimersByTimeAsync(2_100);
    expect(work).toHaveBeenCalledTimes(2);
    await worker.stop();
  });

  it("waits for the turn in hand when stopped, and takes no other", async () => {
    let finish: () => void = () => {};
    const work = vi.fn(() => new Promise<null>((resolve) => (finish = () => resolve(null))));
    const worker = aWorker(work);
    worker.start();
    await vi.waitFor(() => expect(work).toHaveBeenCalled());
    worker.wake();
    let hasStopped = false;
    const stopped = worker.stop().then(() => (hasStopped = true));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(hasStopped).toBe(false);
    finish();
    await stopped;
    worker.wake();
    expect(work).toHaveBeenCalledTimes(1);
  });
});
