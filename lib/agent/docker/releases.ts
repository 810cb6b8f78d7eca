import path from "node:path";
import { readJson, writeSafely } from "#lib/agent/disk.ts";
import type { KnownRelease } from "#lib/agent/rules/reference.ts";
import { addRelease } from "#lib/agent/rules/releases.ts";

type ByProduct = Record<string, KnownRelease[]>;

/** Which images this host has run for each product, newest first. */
export class Releases {
  readonly #file: string;
  #known: ByProduct | null = null;

  constructor(dataDir: string) {
    this.#file = path.join(dataDir, "releases.json");
  }

  async of(product: string): Promise<readonly KnownRelease[]> {
    return (await this.all())[product] ?? [];
  }

  async all(): Promise<ByProduct> {
    return (this.#known ??= (await readJson<ByProduct>(this.#file)) ?? {});
  }

  async add(product: string, release: KnownRelease): Promise<void> {
    await this.replace(product, addRelease(await this.of(product), release));
  }

  /** Notes what was brought here and has yet to show whether it stays, so that it is removed again if it does not. */
  async noteFetched(product: string, release: KnownRelease): Promise<void> {
    const known = await this.of(product);
    if (!known.some(({ imageId }) => imageId === release.imageId)) await this.replace(product, [...known, release]);
  }

  async replace(product: string, releases: KnownRelease[]): Promise<void> {
    const all = await this.all();
    if (JSON.stringify(all[product] ?? []) === JSON.stringify(releases)) return;
    this.#known = { ...all, [product]: releases };
    await writeSafely(this.#file, JSON.stringify(this.#known));
  }
}
