// Which environment variables may a build record hold, and what is shown of them?

export const VARIABLES_MAX = 500;
export const VARIABLE_LENGTH_MAX = 32_768;
/** All names and values together. */
export const ENVIRONMENT_LENGTH_MAX = 512_000;

/** Stands for every value, whatever its length: a length tells something too. */
export const MASK = "••••••••";

export type Environment = Record<string, string>;

/** A variable as everybody sees it. */
export interface MaskedVariable {
  name: string;
  value: typeof MASK;
}

// Windows knows names such as ProgramFiles(x86).
const NAME = /^[A-Za-z_][\w.()-]{0,254}$/;

export function isVariableName(text: string): boolean {
  return NAME.test(text);
}

export function lengthOf(environment: Environment): number {
  return Object.entries(environment).reduce((sum, [name, value]) => sum + name.length + value.length, 0);
}

export function maskVariables(names: readonly string[]): MaskedVariable[] {
  return names.map((name) => ({ name, value: MASK }));
}
