// Runs a task of package.json from any state of the checkout, also from a fresh clone: finds a fitting Node, installs,
// generates and builds what is missing or stale, and starts the task. Plain JavaScript, for Nodes that know no
// TypeScript yet:
//   node scripts/run.js start | dev | demo | bench | test | verify [-- arguments]
import path from "node:path";
import { exitWith } from "./lib/child.js";
import { environmentFor, findFittingNode } from "./lib/fitting-node.js";
import { prepare } from "./lib/prepare.js";
import { root, say } from "./lib/project.js";

const tasks = {
  start: { program: ["bin/slipway.ts", "start"], development: false, build: true },
  dev: { program: ["bin/slipway.ts", "start", "--dev"], development: true, build: false },
  demo: { program: ["bin/slipway.ts", "demo"], development: false, build: true },
  bench: { program: ["bench/run.ts"], development: true, build: true },
  // The suite builds by itself, as one of its steps.
  test: { program: ["scripts/test.ts"], development: true, build: false },
  verify: { program: ["scripts/test.ts", "--quick"], development: true, build: false },
};

const [name, ...args] = process.argv.slice(2);
const task = tasks[name];
if (!task) {
  say(`Usage: node scripts/run.js ${Object.keys(tasks).join(" | ")} [arguments]`);
  process.exit(2);
}

try {
  const node = await findFittingNode();
  await prepare(node, task);
  const [script, ...given] = task.program;
  await exitWith(node, [path.join(root, script), ...given, ...args], { cwd: root, env: environmentFor(node) });
} catch (error) {
  say(error.message);
  process.exit(1);
}
