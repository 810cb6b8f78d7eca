import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import type { PreviousUpload, UrlStorage } from "tus-js-client";
import { z } from "zod";

const keptUploads = z.record(
  z.string(),
  z.object({
    fingerprint: z.string(),
    size: z.number().nullable(),
    metadata: z.record(z.string(), z.string()),
    creationTime: z.string(),
    uploadUrl: z.string().nullable(),
  }),
);
type KeptUploads = z.output<typeof keptUploads>;

/** Addresses of uploads that were begun on this machine, in a file, so that the next run goes on with them. */
export class UploadAddresses implements UrlStorage {
  readonly #file: string;

  constructor(folder = path.join(process.env.XDG_CACHE_HOME || path.join(homedir(), ".cache"), "slipway")) {
    this.#file = path.join(folder, "uploads.json");
  }

  async findAllUploads(): Promise<PreviousUpload[]> {
    return toPrevious(await this.#read());
  }

  async findUploadsByFingerprint(fingerprint: string): Promise<PreviousUpload[]> {
    const kept = Object.entries(await this.#read()).filter(([, upload]) => upload.fingerprint === fingerprint);
    return toPrevious(Object.fromEntries(kept));
  }

  async removeUpload(key: string): Promise<void> {
    const { [key]: _gone, ...others } = await this.#read();
    await this.#write(others);
  }

  async addUpload(fingerprint: string, upload: PreviousUpload): Promise<string> {
    const { size, metadata, creationTime, uploadUrl } = upload;
    const key = randomUUID();
    await this.#write({ ...(await this.#read()), [key]: { fingerprint, size, metadata, creationTime, uploadUrl } });
    return key;
  }

  /** A file that is not there or not ours counts as empty: what is lost is a head start. */
  async #read(): Promise<KeptUploads> {
    try {
      return keptUploads.parse(JSON.parse(await readFile(this.#file, "utf8")));
    } catch {
      return {};
    }
  }

  /** A build server may have no home that can be written to; then the next run begins anew. */
  async #write(uploads: KeptUploads): Promise<void> {
    const fresh = `${this.#file}.${randomUUID()}`;
    try {
      await mkdir(path.dirname(this.#file), { recursive: true, mode: 0o700 });
      await writeFile(fresh, JSON.stringify(uploads), { mode: 0o600 });
      await rename(fresh, this.#file);
    } catch {
      return;
    }
  }
}

function toPrevious(kept: KeptUploads): PreviousUpload[] {
  return Object.entries(kept).map(([urlStorageKey, upload]) => ({
    ...upload,
    urlStorageKey,
    parallelUploadUrls: null,
  }));
}
