// In which forms does a package come, and which of them can a client apply?

export const DELTA_FORMATS = ["zstd-patch-from", "xdelta3", "bsdiff"] as const;
export type DeltaFormat = (typeof DELTA_FORMATS)[number];

/** What people call the formats. */
const ALIASES = new Map<string, DeltaFormat>([
  ["zstd", "zstd-patch-from"],
  ["xdelta", "xdelta3"],
  ["vcdiff", "xdelta3"],
  ["bspatch", "bsdiff"],
]);

/** Reads a client's list. What is not known here is left out, so that newer clients can ask older servers. */
export function readFormats(names: readonly string[]): DeltaFormat[] {
  const read = names.map((name) => name.trim().toLowerCase()).map((name) => ALIASES.get(name) ?? name);
  return DELTA_FORMATS.filter((format) => read.includes(format));
}
