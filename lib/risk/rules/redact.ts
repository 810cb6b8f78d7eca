// What of a text must not leave the house?

const HIDDEN = "[removed]";

/** In this order: what is known by its shape first, then what merely looks like a secret. */
const PATTERNS: readonly [RegExp, string][] = [
  [/-----BEGIN [A-Z ]+-----[\s\S]*?(-----END [A-Z ]+-----|$)/g, HIDDEN],
  [/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi, `$1${HIDDEN}@`],
  [/\b(bearer|basic|token)\s+[\w.~+/=-]{6,}/gi, `$1 ${HIDDEN}`],
  [/\beyJ[\w-]+\.[\w-]+(\.[\w-]*)?/g, HIDDEN],
  [/\b(AKIA|ASIA)[A-Z0-9]{12,}\b/g, HIDDEN],
  [/\b(gh[pousr]_|github_pat_|glpat-|xox[a-z]-|sk-|whsec_|slw_)[\w-]+/gi, HIDDEN],
  [
    /((?:pass(?:word|wd|phrase)?|pwd|secret|token|api[-_ ]?key|access[-_ ]?key|private[-_ ]?key|credentials?|auth)[\w-]*["']?\s*[:=]\s*)("[^"]*"|'[^']*'|[^\s,;&]+)/gi,
    `$1${HIDDEN}`,
  ],
  [/\b[\w.+-]+@[\w-]+(\.[\w-]+)+\b/g, HIDDEN],
  [/\b(?=[\w+/-]*\d)(?=[\w+/-]*[A-Za-z])[\w+/-]{32,}={0,2}/g, HIDDEN],
];

/** The patterns take a time in proportion to the square of a text that was made to keep them busy. */
const LENGTH_MAX = 4_000;

/** Takes out of a text whatever looks like a secret, an address of a person or a key. Long ones are cut. */
export function redact(text: string): string {
  return PATTERNS.reduce((clean, [pattern, instead]) => clean.replace(pattern, instead), cut(text));
}

/** Between words: half a secret would not look like one. */
function cut(text: string): string {
  if (text.length <= LENGTH_MAX) return text;
  return `${text.slice(0, Math.max(0, text.lastIndexOf(" ", LENGTH_MAX)))} …`;
}
