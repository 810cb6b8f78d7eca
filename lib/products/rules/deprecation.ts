// How is a person told that a version is deprecated?

interface KnownDeprecation {
  version: string;
  reason: string;
  replacement: string | null;
}

export function describeDeprecation({ version, reason, replacement }: KnownDeprecation): string {
  const why = reason === "" ? "" : `: ${/[.!?]$/.test(reason) ? reason : `${reason}.`}`;
  const remedy = replacement === null ? "Restore it first, or choose another one." : `Use ${replacement} in its place.`;
  return `${version} is deprecated${why || "."} ${remedy}`;
}
