import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { BuildFacts } from "#lib/cli/publish/build-facts.ts";

const run = promisify(execFile);
const TIMEOUT_MILLIS = 5_000;

/** Asks git about the checkout that a command runs in; says nothing where there is none, or no git. */
export async function readGitFacts(folder: string): Promise<BuildFacts> {
  const [gitCommit, gitRef, author] = await Promise.all([
    git(folder, "rev-parse", "HEAD"),
    git(folder, "symbolic-ref", "--quiet", "HEAD"),
    git(folder, "log", "-1", "--format=%an"),
  ]);
  return { gitCommit, gitRef, author };
}

async function git(folder: string, ...args: string[]): Promise<string | undefined> {
  try {
    const { stdout } = await run("git", args, { cwd: folder, timeout: TIMEOUT_MILLIS });
    return stdout.trim() || undefined;
  } catch {
    return undefined; // No git, no checkout, no branch: all the same here.
  }
}
