#!/usr/bin/env node
// Starts the command line program on a Node that runs TypeScript, whatever Node the machine has.
import path from "node:path";
import { exitWith } from "../scripts/lib/child.js";
import { environmentFor, findFittingNode } from "../scripts/lib/fitting-node.js";
import { prepare } from "../scripts/lib/prepare.js";
import { root, say } from "../scripts/lib/project.js";

const args = process.argv.slice(2);
const servesPages = ["start", "demo"].includes(args[0]) && !args.includes("--dev") && !args.includes("--help");

try {
  const node = await findFittingNode();
  await prepare(node, { development: false, build: servesPages });
  await exitWith(node, [path.join(root, "bin/slipway.ts"), ...args], { env: environmentFor(node) });
} catch (error) {
  say(error.message);
  process.exit(1);
}
