// Which Node runs Slipway: the one at hand where it is new enough, else one fetched into .node/ by npm.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { root, say } from "./project.js";
import { runNpm } from "./npm.js";
import { withLock } from "./lock.js";

/** TypeScript is run without a build step, which Node does by itself from here on. */
const WANTED = { major: 22, minor: 18 };
const FETCHED_MAJOR = 24;

const folder = path.join(root, ".node");
const platform = process.platform === "win32" ? "win" : process.platform;
const packageName = `node-${platform}-${process.arch}`;
const fetchedNode = path.join(folder, "node_modules", packageName, "bin", platform === "win" ? "node.exe" : "node");

/** Finds a fitting Node and returns the path of its program, fetching it first where there is none. */
export async function findFittingNode() {
  if (isFitting(process.version)) return process.execPath;
  if (!fetchedNodeFits()) {
    await withLock(async () => {
      if (!fetchedNodeFits()) await fetchNode();
    });
  }
  return fetchedNode;
}

/** What Node made of our sources, kept from one start to the next: nobody but the project's owner writes here. */
const compileCache = path.join(root, "node_modules/.cache/compile");

/** Lets programs that are found by name, npm and the tools in node_modules/.bin, run on that Node too, and start quickly. */
export function environmentFor(node) {
  const pathName = Object.keys(process.env).find((name) => name.toUpperCase() === "PATH") ?? "PATH";
  return {
    NODE_COMPILE_CACHE: compileCache,
    ...process.env,
    [pathName]: [path.dirname(node), process.env[pathName]].filter(Boolean).join(path.delimiter),
  };
}

function isFitting(version) {
  const [major, minor] = version.replace("v", "").split(".").map(Number);
  // 23 ended before it learned what 22.18 knows in full, and is out of support.
  return (major === WANTED.major && minor >= WANTED.minor) || major > WANTED.major + 1;
}

function fetchedNodeFits() {
  if (!existsSync(fetchedNode)) return false;
  const { stdout, status } = spawnSync(fetchedNode, ["--version"], { encoding: "utf8" });
  return status === 0 && isFitting(stdout.trim());
}

async function fetchNode() {
  say(`Node ${process.version} is too old for Slipway, which needs ${WANTED.major}.${WANTED.minor} or newer.`);
  say(`Fetching ${packageName}@${FETCHED_MAJOR} from the npm registry into .node/ …`);
  mkdirSync(folder, { recursive: true });
  // With a package.json of its own, npm installs here and leaves the project's packages alone.
  writeFileSync(path.join(folder, "package.json"), `${JSON.stringify({ private: true })}\n`);
  const options = ["--no-save", "--no-package-lock", "--no-audit", "--no-fund"];
  const status = await runNpm(["install", ...options, `${packageName}@${FETCHED_MAJOR}`], {
    node: process.execPath,
    cwd: folder,
    env: process.env,
  });
  if (status === 0 && fetchedNodeFits()) return;
  throw new Error(
    status === 0
      ? `${packageName} was installed, but its program does not run on this system.\n` + installYourself
      : "npm could not fetch it: is the npm registry reachable (see `npm ping`), or does a proxy need to be set?\n" +
          installYourself,
  );
}

const installYourself = `Or install Node ${FETCHED_MAJOR} yourself (https://nodejs.org/en/download) and start again.`;
