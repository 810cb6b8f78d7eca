// Do two versions of a split fail differently often, or is what is seen an accident?

export interface Side {
  installed: number;
  failed: number;
}

/** Failed ÷ (installed + failed); null before anybody has said how it went. */
export function failureRate({ installed, failed }: Side): number | null {
  const answered = installed + failed;
  return answered === 0 ? null : failed / answered;
}

/** Below this many expected on either side the normal curve is no good picture of what may happen by chance. */
const EXPECTED_MIN = 5;

/**
 * The chance that two sides differ at least so much although they are equally good (two-sided test of two proportions).
 * Null while too few have answered to tell.
 */
export function chanceOfAccident(one: Side, other: Side): number | null {
  const [answeredOne, answeredOther] = [one.installed + one.failed, other.installed + other.failed];
  const pooled = (one.failed + other.failed) / (answeredOne + answeredOther);
  const rarest = Math.min(pooled, 1 - pooled) * Math.min(answeredOne, answeredOther);
  // Also where nobody has answered at all, for which the share is no number.
  if (!(rarest >= EXPECTED_MIN)) return null;
  const spread = Math.sqrt(pooled * (1 - pooled) * (1 / answeredOne + 1 / answeredOther));
  const distance = Math.abs(one.failed / answeredOne - other.failed / answeredOther) / spread;
  return twoTails(distance);
}

/** What lies beyond a distance from the middle of the normal curve, on both sides (Abramowitz and Stegun 7.1.26). */
function twoTails(distance: number): number {
  const x = distance / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const sum = [1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592].reduce(
    (value, factor) => value * t + factor,
    0,
  );
  return Math.min(1, Math.max(0, sum * t * Math.exp(-x * x)));
}
