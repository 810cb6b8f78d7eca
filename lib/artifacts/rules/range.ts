// Which part of a file does a request ask for? (RFC 9110: conditions and ranges.)

/** What is compared with a request's conditions. */
export interface FileFacts {
  /** Bytes. */
  size: number;
  /** With its quotes. */
  etag: string;
  lastModified: Date;
}

/** The headers that matter, as they came. */
export interface Conditions {
  range?: string | null | undefined;
  ifRange?: string | null | undefined;
  ifMatch?: string | null | undefined;
  ifNoneMatch?: string | null | undefined;
  ifModifiedSince?: string | null | undefined;
  ifUnmodifiedSince?: string | null | undefined;
}

/** Reads the conditions of a request from its headers, by their names in lower case. */
export function readConditions(header: (name: string) => string | null): Conditions {
  return {
    range: header("range"),
    ifRange: header("if-range"),
    ifMatch: header("if-match"),
    ifNoneMatch: header("if-none-match"),
    ifModifiedSince: header("if-modified-since"),
    ifUnmodifiedSince: header("if-unmodified-since"),
  };
}

export type FilePart =
  | { kind: "whole" }
  /** Both ends count. */
  | { kind: "part"; start: number; end: number }
  | { kind: "unsatisfiable" }
  | { kind: "notModified" }
  | { kind: "preconditionFailed" };

/** Decides what to send, in the order that RFC 9110 prescribes. */
export function choosePart(file: FileFacts, conditions: Conditions): FilePart {
  if (failsPrecondition(file, conditions)) return { kind: "preconditionFailed" };
  if (isUnchanged(file, conditions)) return { kind: "notModified" };
  const { range, ifRange } = conditions;
  if (!range || !isSameFile(file, ifRange)) return { kind: "whole" };
  return parseRange(range, file.size);
}

function failsPrecondition(file: FileFacts, { ifMatch, ifUnmodifiedSince }: Conditions): boolean {
  if (ifMatch) return !tagsOf(ifMatch).some((tag) => tag === "*" || tag === file.etag);
  const since = dateOf(ifUnmodifiedSince);
  return since !== null && toSeconds(file.lastModified) > since;
}

function isUnchanged(file: FileFacts, { ifNoneMatch, ifModifiedSince }: Conditions): boolean {
  if (ifNoneMatch) return tagsOf(ifNoneMatch).some((tag) => tag === "*" || tag.replace(/^W\//, "") === file.etag);
  const since = dateOf(ifModifiedSince);
  return since !== null && toSeconds(file.lastModified) <= since;
}

/** If-Range compares strongly: a part of another file would be glued to what the client has. */
function isSameFile(file: FileFacts, ifRange: string | null | undefined): boolean {
  if (!ifRange) return true;
  if (ifRange.includes('"')) return ifRange.trim() === file.etag;
  return dateOf(ifRange) === toSeconds(file.lastModified);
}

/** One range of bytes; several, or what is no range at all, may be answered with the whole. */
function parseRange(header: string, size: number): FilePart {
  const match = /^\s*bytes\s*=\s*(\d*)\s*-\s*(\d*)\s*$/i.exec(header);
  const [, first = "", last = ""] = match ?? [];
  if (first === "" && last === "") return { kind: "whole" };
  const start = first === "" ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === "" || last === "" ? size - 1 : Math.min(Number(last), size - 1);
  if (first !== "" && last !== "" && Number(last) < Number(first)) return { kind: "whole" };
  return start >= size || end < start ? { kind: "unsatisfiable" } : { kind: "part", start, end };
}

function tagsOf(header: string): string[] {
  return header.split(",").map((tag) => tag.trim());
}

/** Seconds since the epoch; null where there is no date or none that can be read. */
function dateOf(header: string | null | undefined): number | null {
  const time = header ? Date.parse(header) : Number.NaN;
  return Number.isNaN(time) ? null : Math.floor(time / 1000);
}

/** HTTP dates have no milliseconds. */
function toSeconds(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}
