import { DomainError } from "#lib/kernel/errors.ts";

interface Waiting<Item, Outcome> {
  item: Item;
  resolve: (outcome: Outcome) => void;
  reject: (error: unknown) => void;
}

export interface GroupOptions<Item, Outcome> {
  /** Does the work of a group at once and answers in its order: an outcome, or an error of that item alone. */
  carryOut: (items: readonly Item[]) => Promise<readonly (Outcome | Error)[]>;
  /** Items of one key are never in two groups at once, and keep their order; left out, nothing keeps items apart. */
  keyOf?: (item: Item) => string;
  sizeMax: number;
  underWayMax: number;
  /** Beyond this, whoever comes is sent away to come back later. */
  waitingMax: number;
}

/**
 * Does in groups what many ask for one by one. While groups are under way the next one collects by itself, so that the
 * groups are as large as the load wants them, and nobody waits for company.
 */
export class Groups<Item, Outcome> {
  readonly #options: GroupOptions<Item, Outcome>;
  #waiting: Waiting<Item, Outcome>[] = [];
  readonly #busyKeys = new Set<string>();
  #underWay = 0;
  #isDue = false;

  constructor(options: GroupOptions<Item, Outcome>) {
    this.#options = options;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  add(item: Item): Promise<Outcome> {
    if (this.#waiting.length >= this.#options.waitingMax) {
      const message = "More came in than can be done right now. Try again in a moment.";
      return Promise.reject(new DomainError("LIMIT_REACHED", message, { retryAfterSeconds: 5 }));
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      this.#schedule();
    });
  }

  /** Resolves when nothing waits and nothing is under way. */
  async whenIdle(): Promise<void> {
    while (this.#underWay > 0 || this.#waiting.length > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  /** The rest of what this turn of the event loop brings belongs to the same group. */
  #schedule(): void {
    if (this.#isDue || this.#underWay >= this.#options.underWayMax) return;
    this.#isDue = true;
    setImmediate(() => {
      this.#isDue = false;
      while (this.#underWay < this.#options.underWayMax && this.#startGroup());
    });
  }

  /** False where nothing waits that may begin now. */
  #startGroup(): boolean {
    const group = this.#takeGroup();
    if (group.length === 0) return false;
    void this.#carryOut(group);
    return true;
  }

  #takeGroup(): Waiting<Item, Outcome>[] {
    const { keyOf, sizeMax } = this.#options;
    if (!keyOf) return this.#waiting.splice(0, sizeMax);
    const group: Waiting<Item, Outcome>[] = [];
    const rest: Waiting<Item, Outcome>[] = [];
    for (const waiting of this.#waiting) {
      if (group.length < sizeMax && !this.#busyKeys.has(keyOf(waiting.item))) group.push(waiting);
      else rest.push(waiting);
    }
    this.#waiting = rest;
    for (const { item } of group) this.#busyKeys.add(keyOf(item));
    return group;
  }

  async #carryOut(group: readonly Waiting<Item, Outcome>[]): Promise<void> {
    const { carryOut, keyOf } = this.#options;
    this.#underWay++;
    try {
      const outcomes = await carryOut(group.map(({ item }) => item));
      for (const [index, { resolve, reject }] of group.entries()) {
        const outcome = outcomes[index] as Outcome | Error;
        if (outcome instanceof Error) reject(outcome);
        else resolve(outcome);
      }
    } catch (error) {
      for (const { reject } of group) reject(error);
    } finally {
      this.#underWay--;
      if (keyOf) for (const { item } of group) this.#busyKeys.delete(keyOf(item));
      if (this.#waiting.length > 0) this.#schedule();
    }
  }
}
