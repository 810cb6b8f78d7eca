import { execFile } from "node:child_process";
import { access } from "node:fs/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Says why a program is not on this machine, after trying to install Debian's package of it; null where it is. */
export async function whyNotInstalled(
  program: string,
  packageName: string,
  versionFlag = "--version",
): Promise<string | null> {
  return whyMissing(program, packageName, () => answers(program, versionFlag));
}

/** The same for something that is no program, such as a module: it is there when its file is. */
export async function whyNoFile(file: string, packageName: string): Promise<string | null> {
  return whyMissing(file, packageName, () =>
    access(file).then(
      () => true,
      () => false,
    ),
  );
}

async function whyMissing(what: string, packageName: string, isThere: () => Promise<boolean>): Promise<string | null> {
  if (await isThere()) return null;
  if (process.getuid?.() !== 0) return `${what} is not installed, and only root may install it`;
  try {
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    await run("apt-get", ["update", "-qq"], { env });
    await run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", packageName], { env });
  } catch {
    return `${what} is not installed and cannot be installed here`;
  }
  return (await isThere()) ? null : `${what} was installed but cannot be found`;
}

async function answers(program: string, versionFlag: string): Promise<boolean> {
  return run(program, [versionFlag]).then(
    () => true,
    () => false,
  );
}
