import { ConfigError } from "#lib/kernel/config.ts";

/**
 * Does work with files in the data folder. Throws ConfigError when the folder does not let us: that is for the person
 * who starts Slipway to mend, and no fault of the program.
 */
export async function inDataFolder<Result>(dataDir: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!isFileError(error)) throw error;
    throw new ConfigError(
      `The data folder ${dataDir} cannot be used (${error.code}: ${error.path}). ` +
        `Let Slipway write there, or choose another folder with SLIPWAY_DATA_DIR.`,
    );
  }
}

function isFileError(error: unknown): error is { code: string; path: string } {
  return error instanceof Error && "code" in error && "path" in error && "syscall" in error;
}
