import { InvalidArgumentError } from "commander";
import { endWith, outcomeOf } from "#lib/cli/exit-codes.ts";
import { harmless } from "#lib/cli/print.ts";

/** Does a command's work. What the person can mend is said in a sentence, and told by the exit code. */
export async function act(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const outcome = outcomeOf(error);
    if (outcome === null || !(error instanceof Error)) throw error;
    process.stderr.write(`${harmless(error.message)}\n`);
    endWith(outcome);
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
