// Brings a checkout into the state in which it can run: packages, database client, built pages. Each step is skipped
// when what it would make is there and fresh.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { runStep } from "./child.js";
import { environmentFor } from "./fitting-node.js";
import { hashFiles } from "./hash-files.js";
import { withLock } from "./lock.js";
import { runNpm } from "./npm.js";
import { root, say } from "./project.js";

const clientFolder = path.join(root, "lib/database/generated");
const clientStamp = path.join(clientFolder, ".made-from");
const buildFolder = path.join(root, ".next");
const buildStamp = path.join(buildFolder, "made-from");

/** Everything that ends up in the built pages. */
const BUILD_SOURCES = [
  "app",
  "components",
  "lib",
  "public",
  "prisma/schema",
  "instrumentation.ts",
  "instrumentation-client.ts",
  "proxy.ts",
  "next.config.js",
  "postcss.config.js",
  "tsconfig.json",
  "package.json",
  "package-lock.json",
];

/**
 * Prepares for a task. `development` says whether the packages that only developers need must be there, `build`
 * whether the pages must be built.
 */
export async function prepare(node, { development, build }) {
  const steps = [
    { isFresh: () => hasPackages({ development }), make: () => installPackages(node) },
    { isFresh: hasClient, make: () => generateClient(node) },
    ...(build ? [{ isFresh: hasBuild, make: () => buildPages(node) }] : []),
  ];
  if (steps.every((step) => step.isFresh())) return;
  await withLock(async () => {
    // Whoever held the lock before may have done some of it.
    for (const step of steps) if (!step.isFresh()) await step.make();
  });
}

/** Compares package-lock.json with what npm noted down as installed, which it writes at the very end. */
function hasPackages({ development }) {
  const wanted = readPackages(path.join(root, "package-lock.json"));
  const installed = readPackages(path.join(root, "node_modules/.package-lock.json"));
  return Object.entries(wanted).every(([place, { version, dev, devOptional, optional, peer, os }]) => {
    // Whether npm installs these depends on the system and on its settings.
    const isOptional = optional || devOptional || peer || os !== undefined;
    if (place === "" || isOptional || (dev && !development)) return true;
    return installed[place]?.version === version;
  });
}

function readPackages(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).packages : {};
}

async function installPackages(node) {
  say("Installing packages …");
  // Also where NODE_ENV is production: Slipway is built here, which takes packages that running it does not.
  const status = await runNpm(["ci", "--include=dev", "--no-audit", "--no-fund"], {
    node,
    cwd: root,
    env: environmentFor(node),
  });
  if (status !== 0) throw new Error("The packages could not be installed; npm says why above.");
}

function hasClient() {
  return existsSync(path.join(clientFolder, "client.ts")) && readStamp(clientStamp) === hashClientSources();
}

/** Made from the schema, by this version of Prisma. */
function hashClientSources() {
  return hashFiles(["prisma/schema", "prisma.config.ts", "node_modules/prisma/package.json"]);
}

async function generateClient(node) {
  say("Generating the database client …");
  await runTool(node, "node_modules/prisma/build/index.js", ["generate"]);
  writeFileSync(clientStamp, hashClientSources());
}

/** Says whether the built pages come from the sources as they are now. */
export function hasBuild() {
  return existsSync(path.join(buildFolder, "BUILD_ID")) && readStamp(buildStamp) === hashBuildSources();
}

function hashBuildSources() {
  return hashFiles(BUILD_SOURCES, {
    ignore: (file) => /\.test\.tsx?$/.test(file) || /^lib\/(database\/generated|testing)\//.test(file),
  });
}

async function buildPages(node) {
  say("Building the pages; this takes a minute …");
  // Without the stamp, a build that is cut off counts as none.
  rmSync(buildStamp, { force: true });
  const made = hashBuildSources();
  await runTool(node, "node_modules/next/dist/bin/next", ["build"], { NODE_ENV: "production" });
  mkdirSync(buildFolder, { recursive: true });
  writeFileSync(buildStamp, made);
}

async function runTool(node, script, args, extraEnv = {}) {
  const env = { ...environmentFor(node), NEXT_TELEMETRY_DISABLED: "1", ...extraEnv };
  const status = await runStep(node, [script, ...args], { cwd: root, env });
  if (status !== 0) throw new Error(`${path.basename(script, ".js")} ${args.join(" ")} failed; it says why above.`);
}

function readStamp(file) {
  return existsSync(file) ? readFileSync(file, "utf8") : null;
}
