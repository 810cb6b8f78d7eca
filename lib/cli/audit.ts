import { createReadStream, createWriteStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { UsageError } from "#lib/cli/exit-codes.ts";
import { ApiError, reasonOf, type Api } from "#lib/client/api.ts";
import { checkpointShape, type Checkpoint } from "#lib/events/audit/checkpoint.ts";
import { readPublicKey, trust } from "#lib/events/audit/keys.ts";
import { verifyFile } from "#lib/events/audit/verify-file.ts";
import type { CheckMessage } from "#lib/events/audit/view.ts";
import type { Verdict } from "#lib/events/rules/verdict.ts";

export type TellProgress = (checked: number, total: number | null) => void;

export interface FileCheckOptions {
  /** Exported logs, one behind the other; `-` is standard input. */
  files: readonly string[];
  checkpointFiles: readonly string[];
  keyFiles: readonly string[];
}

/** Checks exported files with what lies beside them. Nothing is asked of a server. */
export async function checkFiles(options: FileCheckOptions, tell: TellProgress): Promise<Verdict> {
  const checkpoints = (await Promise.all(options.checkpointFiles.map(readCheckpointFile))).flat();
  const keys = await Promise.all(options.keyFiles.map(async (file) => readKeyFile(file, await readText(file))));
  if (checkpoints.length > 0 && keys.length === 0) {
    throw new UsageError("Checkpoints prove something only together with the key: name its file with --public-key.");
  }
  const verdict = { chunks: readAll(options.files), checkpoints, trusted: trust(keys) };
  return verifyFile({ ...verdict, onProgress: (events) => tell(events, null) });
}

/** Has the server check the log in its database. */
export async function checkOnServer(api: Api, tell: TellProgress): Promise<Verdict> {
  const answer = await api.open({ method: "POST", path: "/api/v1/audit/verify", body: {} });
  for await (const line of linesOf(answer, api)) {
    const message = JSON.parse(line) as CheckMessage;
    if (message.kind === "verdict") return message.verdict;
    tell(message.checked, message.total);
  }
  throw new ApiError(`${api.url} ended its answer without a verdict: its log says why.`, 0, null);
}

/** Writes an answer of any length to a file, or to standard output. */
export async function download(
  api: Api,
  from: { path: string; query?: Record<string, string | number | undefined> },
  file: string | null,
): Promise<void> {
  const answer = await api.open({ method: "GET", ...from });
  try {
    if (file === null) await pipeline(answer, process.stdout, { end: false });
    else await pipeline(answer, createWriteStream(file));
  } catch (error) {
    throw new ApiError(`${file ?? "The answer"} is not complete: ${reasonOf(error)}.`, 0, null);
  }
}

async function* linesOf(answer: Readable, { url }: Api): AsyncGenerator<string> {
  try {
    for await (const line of createInterface({ input: answer, crlfDelay: Infinity })) if (line !== "") yield line;
  } catch (error) {
    throw new ApiError(`${url} broke off its answer: ${reasonOf(error)}.`, 0, null);
  }
}

const CHUNK_BYTES = 1_048_576;

async function* readAll(files: readonly string[]): AsyncGenerator<Buffer> {
  for (const file of files) {
    try {
      const source = file === "-" ? process.stdin : createReadStream(file, { highWaterMark: CHUNK_BYTES });
      for await (const chunk of source) yield chunk as Buffer;
    } catch (error) {
      throw cannotRead(file, error);
    }
  }
}

async function readText(file: string): Promise<string> {
  return readFile(file, "utf8").catch((error: unknown) => {
    throw cannotRead(file, error);
  });
}

const cannotRead = (file: string, error: unknown) => new UsageError(`${file} cannot be read: ${reasonOf(error)}.`);

/** One checkpoint a line, as they are downloaded; several files of one each can be named instead. */
async function readCheckpointFile(file: string): Promise<Checkpoint[]> {
  const lines = (await readText(file)).split("\n").filter((line) => line.trim() !== "");
  return lines.map((line, index) => {
    const parsed = checkpointShape.safeParse(parseJson(line));
    if (parsed.success) return parsed.data;
    throw new UsageError(`Line ${index + 1} of ${file} is not a checkpoint.`);
  });
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined; // Not JSON: the shape refuses undefined.
  }
}

function readKeyFile(file: string, text: string) {
  try {
    return readPublicKey(text);
  } catch {
    throw new UsageError(`${file} is not a public key of ed25519 (PEM, or 32 bytes in base64).`);
  }
}
