import { createHash } from "node:crypto";
import { readdir, rm } from "node:fs/promises";
import path from "node:path";
import { makeFolder, readJson, writeSafely } from "#lib/agent/disk.ts";
import type { Action } from "#lib/agent/rules/action.ts";
import { emptyHistory, foldersKept, identityOf, type FileHistory } from "#lib/agent/rules/file-release.ts";

const HISTORY = "history.json";

/** The releases on the disk: a folder for each, in a folder for each product. */
export class FileStore {
  readonly #root: string;

  constructor(dataDir: string) {
    this.#root = path.join(dataDir, "files");
  }

  keyOf(action: Action): string {
    return createHash("sha256").update(identityOf(action)).digest("hex").slice(0, 16);
  }

  folderOf(product: string, key: string): string {
    return path.join(this.#root, product, key);
  }

  async openFolder(product: string, key: string): Promise<string> {
    const folder = this.folderOf(product, key);
    await makeFolder(folder);
    return folder;
  }

  async historyOf(product: string): Promise<FileHistory> {
    return (await readJson<FileHistory>(this.#historyFile(product))) ?? emptyHistory;
  }

  async saveHistory(product: string, history: FileHistory): Promise<void> {
    await makeFolder(path.join(this.#root, product));
    await writeSafely(this.#historyFile(product), JSON.stringify(history));
  }

  async products(): Promise<string[]> {
    await makeFolder(this.#root);
    return readdir(this.#root);
  }

  /** Removes the folders of releases that nobody goes back to. */
  async tidy(product: string): Promise<string[]> {
    const kept = foldersKept(await this.historyOf(product));
    const entries = await readdir(path.join(this.#root, product), { withFileTypes: true });
    const surplus = entries.filter((entry) => entry.isDirectory() && !kept.has(entry.name)).map(({ name }) => name);
    for (const name of surplus) await rm(this.folderOf(product, name), { recursive: true, force: true });
    return surplus;
  }

  #historyFile(product: string): string {
    return path.join(this.#root, product, HISTORY);
  }
}
