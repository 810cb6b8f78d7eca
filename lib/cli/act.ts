import { InvalidArgumentError } from "commander";
import { ApiError } from "#lib/client/api.ts";
import { UsageError } from "#lib/cli/connection.ts";

export const EXIT_FAILED = 1;
export const EXIT_USAGE = 2;

/** Does a command's work. What the person can mend is said in a sentence: exit code 1 for a refusal, 2 for misuse. */
export async function act(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof ApiError) && !(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = error instanceof UsageError ? EXIT_USAGE : EXIT_FAILED;
  }
}

/** Reads a whole number of at least `min`, for the option parser. */
export function wholeNumber(min: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isSafeInteger(value) && value >= min) return value;
    throw new InvalidArgumentError(`A whole number of at least ${min} is wanted.`);
  };
}

/** Reads a number above 0. */
export function positive(text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError("A number above 0 is wanted.");
}

/** Reads a share from 0 to 1. */
export function share(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && value >= 0 && value <= 1) return value;
  throw new InvalidArgumentError("A share from 0 to 1 is wanted, for example 0.05.");
}

/** Collects the values of an option that may be given several times. */
export function collect(text: string, previous: string[] | undefined): string[] {
  return [...(previous ?? []), text];
}
