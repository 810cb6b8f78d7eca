import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Says why a program is not on this machine, after trying to install Debian's package of it; null where it is. */
export async function whyNotInstalled(program: string, packageName: string): Promise<string | null> {
  if (await answers(program)) return null;
  if (process.getuid?.() !== 0) return `${program} is not installed, and only root may install it`;
  try {
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    await run("apt-get", ["update", "-qq"], { env });
    await run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", packageName], { env });
  } catch {
    return `${program} is not installed and cannot be installed here`;
  }
  return (await answers(program)) ? null : `${program} was installed but cannot be found`;
}

async function answers(program: string): Promise<boolean> {
  return run(program, ["--version"]).then(
    () => true,
    () => false,
  );
}
