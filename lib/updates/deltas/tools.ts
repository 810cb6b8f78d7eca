import type { DeltaFormat } from "#lib/updates/rules/formats.ts";

/** The two contents of a file, the difference between them, and how large they are. */
export interface DeltaFiles {
  older: string;
  newer: string;
  delta: string;
  olderSize: number;
  newerSize: number;
}

interface Invocation {
  program: string;
  args: string[];
}

export interface DeltaTool {
  /** From the quick to the thorough; one that has no levels has a single null. */
  levels: { fast: number | null; best: number | null };
  /** Of the download, behind the name of the file that it makes. */
  ending: string;
  make(files: DeltaFiles, level: number | null): Invocation;
  /** Makes `newer` out of `older` and `delta`. */
  apply(files: DeltaFiles): Invocation;
}

const WINDOW_LOG_MIN = 20;
const WINDOW_LOG_MAX = 31;

/** The window must reach over the whole older file, and not much farther: both sides hold it in memory. */
function windowLog({ olderSize, newerSize }: DeltaFiles): number {
  const needed = Math.ceil(Math.log2(Math.max(olderSize, newerSize, 1))) + 1;
  return Math.min(WINDOW_LOG_MAX, Math.max(WINDOW_LOG_MIN, needed));
}

const SOURCE_WINDOW_MIN = 16 * 1024 * 1024;
const SOURCE_WINDOW_MAX = 1024 * 1024 * 1024;
/** xdelta3 wants a power of two; one that holds the whole older file finds what was moved far. */
function sourceWindow({ olderSize }: DeltaFiles): string {
  const power = 2 ** Math.ceil(Math.log2(Math.max(olderSize, 1)));
  return String(Math.min(SOURCE_WINDOW_MAX, Math.max(SOURCE_WINDOW_MIN, power)));
}

/** How each format is made and applied with the programs of its authors. */
export const DELTA_TOOLS: Record<DeltaFormat, DeltaTool> = {
  "zstd-patch-from": {
    levels: { fast: 3, best: 19 },
    ending: "zst",
    make: (files, level) => ({
      program: "zstd",
      args: [
        "-q",
        "-f",
        `-${level ?? 3}`,
        `--long=${windowLog(files)}`,
        `--patch-from=${files.older}`,
        files.newer,
        "-o",
        files.delta,
      ],
    }),
    apply: (files) => ({
      program: "zstd",
      args: ["-q", "-d", "-f", "--long=31", `--patch-from=${files.older}`, files.delta, "-o", files.newer],
    }),
  },
  xdelta3: {
    levels: { fast: null, best: 9 },
    ending: "xdelta",
    make: (files, level) => ({
      program: "xdelta3",
      args: [
        "-q",
        "-f",
        "-e",
        `-${level ?? 9}`,
        "-S",
        "lzma",
        "-B",
        sourceWindow(files),
        "-s",
        files.older,
        files.newer,
        files.delta,
      ],
    }),
    apply: (files) => ({
      program: "xdelta3",
      args: ["-q", "-f", "-d", "-B", sourceWindow(files), "-s", files.older, files.delta, files.newer],
    }),
  },
  bsdiff: {
    levels: { fast: null, best: null },
    ending: "bsdiff",
    make: (files) => ({ program: "bsdiff", args: [files.older, files.newer, files.delta] }),
    apply: (files) => ({ program: "bspatch", args: [files.older, files.newer, files.delta] }),
  },
};
