// How numbers, shares and digests are written, on pages and in messages. English words.

const wholeNumber = new Intl.NumberFormat("en-US");

export function formatNumber(value: number): string {
  return wholeNumber.format(value);
}

/** Writes a share between 0 and 1; small ones keep a digit so that they do not look like none. */
export function formatPercent(share: number): string {
  const percent = share * 100;
  if (percent === 0 || percent === 100) return `${percent}%`;
  if (percent < 0.1) return "<0.1%";
  if (percent > 99.9) return ">99.9%";
  return `${Number(percent.toFixed(percent < 10 || percent > 99 ? 1 : 0))}%`;
}

/** Shortens a digest to what a person can compare: "sha256:1a2b3c4d5e6f". */
export function shortDigest(digest: string): string {
  const [algorithm, hex] = digest.split(":");
  return hex === undefined ? digest.slice(0, 12) : `${algorithm}:${hex.slice(0, 12)}`;
}

/** "1 device", "214 devices". */
export function countOf(count: number, singular: string, plural = `${singular}s`): string {
  return `${formatNumber(count)} ${count === 1 ? singular : plural}`;
}
