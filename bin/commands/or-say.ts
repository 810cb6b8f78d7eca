/** Errors that are a sentence to whoever starts Slipway, not a fault of the program. */
const FOR_THE_PERSON = new Set(["AgentError", "BackupError", "ConfigError", "FolderInUseError", "PortInUseError"]);

/** Does a command's work; an error meant for the person is said in its own words, without a stack, and ends with 1. */
export async function orSay(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Error) || !FOR_THE_PERSON.has(error.name)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}
