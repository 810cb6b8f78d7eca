import { defaultOptions, type DetailedError, type PreviousUpload, Upload } from "tus-js-client";
import { ApiError } from "#components/api.ts";
import { randomId } from "#components/random-id.ts";

const ENDPOINT = "/api/distribution/cdn/uploads";
/** What is lost at most when the line is cut behind a proxy that holds back what it has not got whole. */
const PIECE_BYTES = 16 * 1_048_576;
const RETRY_MS = [0, 1_000, 3_000, 5_000, 10_000, 20_000];
const AT_ONCE = 2;

export type UploadState = "waiting" | "sending" | "paused" | "cut" | "failed" | "done";

export type UploadItem = {
  key: string;
  name: string;
  size: number;
  sent: number;
  /** It goes on where an earlier one ended. */
  isResumed: boolean;
  state: UploadState;
  error: unknown;
};

/** An upload that was begun here before the page was left; the browser kept its address, not its file. */
export type Unfinished = { name: string; size: number; begunAt: string; storageKey: string };

type Entry = UploadItem & { upload: Upload };

/** The files on their way to a version: sent a few at a time, held, and taken up again where the line was cut. */
export class UploadQueue {
  readonly #versionId: string;
  #onDone: () => void = () => undefined;
  readonly #listeners = new Set<() => void>();
  #entries: Entry[] = [];
  #shown: readonly UploadItem[] = [];

  constructor(versionId: string) {
    this.#versionId = versionId;
  }

  /** Says whom to tell when a file is there. */
  tell(onDone: () => void): void {
    this.#onDone = onDone;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly items = (): readonly UploadItem[] => this.#shown;

  add(files: readonly File[]): void {
    for (const file of files) {
      const key = randomId();
      const { name, size } = file;
      const upload = new Upload(file, this.#optionsOf(key, file));
      this.#entries.push({ key, name, size, sent: 0, isResumed: false, state: "waiting", error: null, upload });
    }
    this.#advance();
  }

  pause(key: string): void {
    const entry = this.#find(key);
    if (entry?.state !== "sending") return;
    void entry.upload.abort();
    this.#change(key, { state: "paused" });
    this.#advance();
  }

  resume(key: string): void {
    const entry = this.#find(key);
    if (!entry || !["paused", "cut", "failed"].includes(entry.state)) return;
    this.#change(key, { state: "waiting", error: null });
    this.#advance();
  }

  /** Takes up again whatever the line has cut, as when the browser says that it is back. */
  resumeCut(): void {
    for (const { key, state } of this.#entries) if (state === "cut") this.resume(key);
  }

  /** Takes one off the list; what the server has of an unfinished one is dropped there too. */
  remove(key: string): void {
    const entry = this.#find(key);
    if (!entry) return;
    this.#entries = this.#entries.filter((other) => other.key !== key);
    // What cannot be dropped now, since the line is cut, expires at the server by itself.
    if (entry.state !== "done") void entry.upload.abort(true).catch(() => undefined);
    this.#publish();
    this.#advance();
  }

  /** Stops everything without giving anything up: the page is left. */
  stop(): void {
    for (const { state, upload } of this.#entries) if (state === "sending") void upload.abort();
  }

  #optionsOf(key: string, file: File) {
    const { name, type } = file;
    return {
      endpoint: ENDPOINT,
      chunkSize: PIECE_BYTES,
      retryDelays: RETRY_MS,
      removeFingerprintOnSuccess: true,
      // The same file for another version is another upload.
      fingerprint: () => Promise.resolve(fingerprintOf(this.#versionId, file)),
      metadata: { versionId: this.#versionId, filename: name, ...(type && { filetype: type }) },
      onProgress: (sent: number) => this.#change(key, { sent }),
      onSuccess: () => {
        this.#change(key, { state: "done", sent: file.size });
        this.#onDone();
        this.#advance();
      },
      onError: (error: Error | DetailedError) => {
        const problem = toApiError(error);
        this.#change(key, { state: problem.code === "UNREACHABLE" ? "cut" : "failed", error: problem });
        this.#advance();
      },
    };
  }

  #advance(): void {
    const free = AT_ONCE - this.#entries.filter(({ state }) => state === "sending").length;
    const next = this.#entries.filter(({ state }) => state === "waiting").slice(0, Math.max(0, free));
    for (const { key, upload } of next) {
      this.#change(key, { state: "sending" });
      void this.#start(key, upload);
    }
    this.#publish();
  }

  async #start(key: string, upload: Upload): Promise<void> {
    if (upload.url === null) {
      const [previous] = await upload.findPreviousUploads();
      if (previous) {
        upload.resumeFromPreviousUpload(previous);
        this.#change(key, { isResumed: true });
      }
    }
    if (this.#find(key)?.state === "sending") upload.start();
  }

  #find(key: string): Entry | undefined {
    return this.#entries.find((entry) => entry.key === key);
  }

  #change(key: string, change: Partial<UploadItem>): void {
    const entry = this.#find(key);
    if (!entry) return;
    Object.assign(entry, change);
    this.#publish();
  }

  #publish(): void {
    this.#shown = this.#entries.map(({ upload: _upload, ...item }) => ({ ...item }));
    for (const listener of this.#listeners) listener();
  }
}

/** What an earlier visit of this page left unfinished for a version. */
export async function findUnfinished(versionId: string): Promise<Unfinished[]> {
  const kept = await defaultOptions.urlStorage.findAllUploads();
  return kept
    .filter((upload) => upload.metadata.versionId === versionId)
    .map((upload) => ({
      name: upload.metadata.filename ?? "A file",
      size: upload.size ?? 0,
      begunAt: new Date(upload.creationTime).toISOString(),
      storageKey: keyOf(upload),
    }));
}

export async function forgetUnfinished({ storageKey }: Unfinished): Promise<void> {
  await defaultOptions.urlStorage.removeUpload(storageKey);
}

function keyOf(upload: PreviousUpload): string {
  return upload.urlStorageKey;
}

function fingerprintOf(versionId: string, { name, size, lastModified }: File): string {
  return ["slipway", versionId, name, size, lastModified].join("/");
}

/** The library tells of everything by one kind of error: the server's own words are in it, or there was no answer. */
function toApiError(error: Error | DetailedError): ApiError {
  const response = "originalResponse" in error ? error.originalResponse : null;
  if (!response) return new ApiError(0, { detail: "The server cannot be reached. What has arrived is kept." });
  try {
    return new ApiError(response.getStatus(), JSON.parse(response.getBody()) as object);
  } catch {
    return new ApiError(response.getStatus(), {});
  }
}
