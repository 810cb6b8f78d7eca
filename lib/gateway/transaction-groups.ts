import type { Transaction } from "#lib/database/client.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { Groups } from "#lib/gateway/groups.ts";
import type { Context } from "#lib/kernel/context.ts";
import { toDomainError } from "#lib/wire/problem.ts";

const GROUP_MAX = 500;
const UNDER_WAY_MAX = 2;
const WAITING_MAX = 10_000;

export interface TransactionGroupOptions<Item, Outcome> {
  /** Writes what a group brings and answers in its order: an outcome, or an error of that item alone. */
  write: (tx: Transaction, items: readonly Item[]) => Promise<readonly (Outcome | Error)[]>;
  /** Two transactions never write for the same device at once, and a device's items stay in their order. */
  deviceOf: (item: Item) => string;
  onCommitted?: (items: readonly Item[]) => void;
}

/** Writes in groups: a commit costs the same for five hundred as for one. Answered is only what is committed. */
export class TransactionGroups<Item, Outcome> {
  readonly #ctx: Context;
  readonly #options: TransactionGroupOptions<Item, Outcome>;
  readonly #groups: Groups<Item, Outcome>;

  constructor(ctx: Context, options: TransactionGroupOptions<Item, Outcome>) {
    this.#ctx = ctx;
    this.#options = options;
    this.#groups = new Groups<Item, Outcome>({
      carryOut: (items) => this.#take(items),
      keyOf: options.deviceOf,
      sizeMax: GROUP_MAX,
      underWayMax: UNDER_WAY_MAX,
      waitingMax: WAITING_MAX,
    });
  }

  take(item: Item): Promise<Outcome> {
    return this.#groups.add(item);
  }

  whenIdle(): Promise<void> {
    return this.#groups.whenIdle();
  }

  /** A group that fails is halved until the one that spoils it stands alone. */
  async #take(items: readonly Item[]): Promise<readonly (Outcome | Error)[]> {
    try {
      const outcomes = await inTransaction(this.#ctx, (tx) => this.#options.write(tx, items));
      this.#options.onCommitted?.(items);
      return outcomes;
    } catch (error) {
      const problem = toDomainError(error);
      if (items.length === 1 || problem.code === "UNAVAILABLE") return items.map(() => problem);
      this.#ctx.log.warn({ err: error, items: items.length }, "A group failed; taking it in halves.");
      const middle = Math.ceil(items.length / 2);
      return [...(await this.#take(items.slice(0, middle))), ...(await this.#take(items.slice(middle)))];
    }
  }
}
