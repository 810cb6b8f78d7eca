import { compareVersions, isBreaking, parseVersion, versionDifference } from "#lib/products/rules/semver.ts";

/** How far it is from one version to another, by the rules of SemVer. */
export function StepSentence({ from, to }: { from: string; to: string }) {
  const [before, after] = [parseVersion(from), parseVersion(to)];
  if (before === null || after === null) return null;
  const step = versionDifference(before, after);
  if (step === null) return `${from} and ${to} differ in nothing that counts.`;
  const way = compareVersions(before, after) < 0 ? "newer" : "older";
  const breaks = isBreaking(before, after) ? ", which may break something" : ", which should break nothing";
  return `${to} is ${way} than ${from} by a ${step} step${breaks}.`;
}
