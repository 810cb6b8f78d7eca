import { UsageError } from "#lib/cli/exit-codes.ts";

/** Picks the variables to be recorded, by their names or by `PREFIX_*`. Nothing is taken that was not asked for. */
export function pickEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  wanted: readonly string[],
): Record<string, string> | undefined {
  if (wanted.length === 0) return undefined;
  const picked = wanted.flatMap((name): [string, string][] => {
    if (name.endsWith("*")) return entriesOf(env).filter(([key]) => key.startsWith(name.slice(0, -1)));
    const value = env[name];
    if (value === undefined) throw new UsageError(`The environment variable ${name} is not set.`);
    return [[name, value]];
  });
  return Object.fromEntries(picked);
}

function entriesOf(env: Readonly<Record<string, string | undefined>>): [string, string][] {
  return Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined);
}
