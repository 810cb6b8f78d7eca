import type { Database } from "#lib/database/client.ts";
import type { ProductIndex } from "#lib/updates/product-index.ts";
import { readProductIndex } from "#lib/updates/store-index.ts";

/** More are hardly ever asked for; beyond it the ones that were met first are read again when somebody asks. */
const NAMES_MAX = 20_000;

/** Who reads the news says whether they are read in time. */
export interface InStep {
  readonly isInStep: boolean;
}

/**
 * Remembers products as update checks need them. The first question reads a product, its news forget it. An answer of
 * the database is kept only if no news came since it was asked for, and while news cannot be read nothing is kept.
 */
export class UpdateMemory {
  readonly #db: Database;
  readonly #news: InStep;
  readonly #namesMax: number;
  /** By id and by slug, as clients name them. */
  readonly #known = new Map<string, ProductIndex>();
  /** Names of no product, kept apart: whoever makes up thousands must not have the products forgotten. */
  readonly #unknown = new Set<string>();
  readonly #reading = new Map<string, Promise<ProductIndex | null>>();
  #age = 0;

  constructor(db: Database, news: InStep, namesMax = NAMES_MAX) {
    this.#db = db;
    this.#news = news;
    this.#namesMax = namesMax;
  }

  /** What is remembered of a product; undefined where the database must be asked. */
  recall(idOrSlug: string): ProductIndex | null | undefined {
    if (!this.#news.isInStep) return undefined;
    return this.#known.get(idOrSlug) ?? (this.#unknown.has(idOrSlug) ? null : undefined);
  }

  async find(idOrSlug: string): Promise<ProductIndex | null> {
    const known = this.recall(idOrSlug);
    if (known !== undefined) return known;
    const reading = this.#reading.get(idOrSlug) ?? this.#read(idOrSlug);
    this.#reading.set(idOrSlug, reading);
    return reading;
  }

  /** Forgets products that changed; null forgets all of them. */
  forget(productIds: readonly string[] | null): void {
    this.#age++;
    this.#reading.clear();
    this.#unknown.clear();
    if (productIds === null) return this.#known.clear();
    const gone = new Set(productIds);
    for (const [name, index] of this.#known) if (gone.has(index.id)) this.#known.delete(name);
  }

  async #read(idOrSlug: string): Promise<ProductIndex | null> {
    const age = this.#age;
    const isInStep = this.#news.isInStep;
    try {
      const index = await readProductIndex(this.#db, idOrSlug);
      if (isInStep && age === this.#age) this.#keep(idOrSlug, index);
      return index;
    } finally {
      if (age === this.#age) this.#reading.delete(idOrSlug);
    }
  }

  #keep(idOrSlug: string, index: ProductIndex | null): void {
    const kept = index === null ? this.#unknown : this.#known;
    if (kept.size >= this.#namesMax) kept.delete(kept.keys().next().value ?? "");
    if (index === null) this.#unknown.add(idOrSlug);
    else this.#known.set(idOrSlug, index);
  }
}
