import { DomainError } from "#lib/kernel/errors.ts";

const NO_ROOM = new Set(["ENOSPC", "EDQUOT", "EFBIG"]);

/** Turns what the disk says into an error of ours where a person can do something about it. */
export function asStoreError(error: unknown): Error {
  if (!NO_ROOM.has(codeOf(error) ?? "")) return error instanceof Error ? error : new Error(String(error));
  return new DomainError("UNAVAILABLE", "The server has no room left for this file. Free some, or enlarge its disk.", {
    cause: error,
  });
}

export function codeOf(error: unknown): string | null {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : null;
}

export function tooLarge(sizeMax: number): DomainError {
  return new DomainError(
    "TOO_LARGE",
    `The file is larger than the ${sizeMax.toLocaleString("en")} bytes allowed here.`,
  );
}

export function damaged(sha256: string, found: number, wanted: number): Error {
  return new Error(`The content ${sha256} is damaged: it has ${found} bytes instead of ${wanted}.`);
}
