// Which version does a range of package.json speak of, so that a step can be named?

/**
 * The version that `^1.2.3`, `~1.2`, `>=1.2.3 <2`, `v1.2.3` or `npm:other@1.2.3` begins at, written out to three numbers.
 * What is no such range comes back as it is.
 */
export function readRange(range: string): string {
  const text = range
    .trim()
    .replace(/^npm:(?:@[^/]+\/)?[^@]+@/, "")
    .replace(/^workspace:/, "");
  const match = /^(?:[\^~=v]|>=)*\s*(\d+)(?:\.(\d+|[x*]))?(?:\.(\d+|[x*]))?(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?/.exec(
    text,
  );
  if (!match) return range;
  const [, major = "0", minor = "0", patch = "0", prerelease = ""] = match;
  const number = (part: string) => (/^\d+$/.test(part) ? part.replace(/^0+(?=\d)/, "") : "0");
  return `${number(major)}.${number(minor)}.${number(patch)}${prerelease}`;
}
