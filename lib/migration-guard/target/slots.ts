import { TargetError } from "#lib/migration-guard/target/faults.ts";

const SLOTS = 4;

interface Slots {
  free: number;
  waiting: (() => void)[];
}

/* Pages and server are two module graphs in one process, and have these connections in common. */
const KEY = Symbol.for("slipway.migrationGuardSlots");
type Shared = typeof globalThis & { [KEY]?: Slots };

function sharedSlots(): Slots {
  return ((globalThis as Shared)[KEY] ??= { free: SLOTS, waiting: [] });
}

/** Waits for one of a few connections to products' databases. Answers how to give it back; throws TargetError when late. */
export async function takeSlot(waitMillis: number): Promise<() => void> {
  const slots = sharedSlots();
  if (slots.free > 0) slots.free--;
  else await waitForTurn(slots, waitMillis);
  return () => {
    const next = slots.waiting.shift();
    // Handed on rather than put back, so that nobody who came later is faster.
    if (next) next();
    else slots.free++;
  };
}

function waitForTurn(slots: Slots, waitMillis: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const turn = () => {
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(() => {
      slots.waiting.splice(slots.waiting.indexOf(turn), 1);
      reject(new TargetError("Too many databases are being read at once. Try again in a minute."));
    }, waitMillis);
    slots.waiting.push(turn);
  });
}
