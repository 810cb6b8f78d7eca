import picomatch from "picomatch/posix.js";
import { RE2JS } from "re2js";

// How is a glob or a regular expression of a stranger run without letting it hang the process?

/** Something that answers in time linear to the text, whatever the pattern. */
export interface Matcher {
  matches(text: string): boolean;
}

export type Compiled = { ok: true; matcher: Matcher } | { ok: false; fault: string };

export const PATTERN_LENGTH_MAX = 255;

/**
 * Compiles a glob: `*` within a segment, `**` across, `?`, `[a-z]`, `{a,b}`. The language is picomatch's; running it is
 * left to RE2, since a backtracking engine needs seconds for `*a*a*a*a*a*b` on sixty characters.
 */
export function compileGlob(glob: string): Compiled {
  if (glob.length > PATTERN_LENGTH_MAX)
    return { ok: false, fault: `It is longer than ${PATTERN_LENGTH_MAX} characters.` };
  try {
    const source = picomatch.makeRe(glob, GLOB_OPTIONS).source;
    return compile(PATH_GUARDS.reduce((text, guard) => text.replaceAll(guard, ""), source));
  } catch {
    return { ok: false, fault: "It is not a glob pattern." };
  }
}

/** Compiles a regular expression in RE2's syntax, which has neither look-around nor back-references. */
export function compileRegex(expression: string): Compiled {
  if (expression.length > PATTERN_LENGTH_MAX) {
    return { ok: false, fault: `It is longer than ${PATTERN_LENGTH_MAX} characters.` };
  }
  return compile(expression);
}

/** Says whether a glob has anything in it that is not to be taken literally. */
export function isLiteralGlob(glob: string): boolean {
  return !/[*?[\]{}()!+@|\\]/.test(glob);
}

/** No negation and no (a|b) groups: a pattern that says what it does not mean is a pattern for accidents. */
const GLOB_OPTIONS = { dot: true, nonegate: true, noextglob: true, strictSlashes: true } as const;

/**
 * The look-aheads that picomatch adds against empty, "." and ".." segments. RE2 has none, and no valid image name or tag
 * has such segments.
 */
const PATH_GUARDS = [
  String.raw`(?!(?:^|\/)\.{1,2}(?:\/|$))`,
  String.raw`(?!\.{1,2}(?:\/|$))`,
  String.raw`(?!\.)`,
  String.raw`(?=.)`,
];

/** Repetition counts multiply: `((x{50}){50}){50}` is a short pattern and a huge program. */
const PROGRAM_SIZE_MAX = 20_000;

function compile(expression: string): Compiled {
  try {
    const pattern = RE2JS.compile(expression);
    if (pattern.programSize() > PROGRAM_SIZE_MAX) return { ok: false, fault: "Its repetitions are too many." };
    return { ok: true, matcher: { matches: (text) => pattern.matches(text) } };
  } catch (error) {
    return { ok: false, fault: error instanceof Error ? `${error.message}.` : "It cannot be read." };
  }
}
