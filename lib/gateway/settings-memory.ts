import type { HawkbitSettings } from "#lib/hawkbit/rules/settings.ts";
import { readSettings } from "#lib/hawkbit/settings/read.ts";
import type { Context } from "#lib/kernel/context.ts";

/** Whoever invents tenants must not fill the memory. */
const TENANTS_MAX = 1_000;

/** What tenants have set, kept at hand until somebody changes anything. */
export class SettingsMemory {
  readonly #ctx: Context;
  readonly #known = new Map<string, HawkbitSettings>();
  /** How often everything was forgotten: an answer to a question from before is not kept. */
  #age = 0;

  constructor(ctx: Context) {
    this.#ctx = ctx;
  }

  /** What is known of a tenant (its name in capitals); null where the database must be asked. */
  find(tenant: string): HawkbitSettings | null {
    return this.#known.get(tenant) ?? null;
  }

  async read(tenant: string): Promise<HawkbitSettings> {
    const age = this.#age;
    const settings = await readSettings(this.#ctx.db, this.#ctx.config, tenant);
    if (age !== this.#age) return settings;
    if (this.#known.size >= TENANTS_MAX) this.#known.clear();
    this.#known.set(tenant, settings);
    return settings;
  }

  forget(): void {
    this.#age++;
    this.#known.clear();
  }
}
