// How scripts call npm.
import { runStep } from "./child.js";

/**
 * Runs npm on a Node and resolves to its exit code. The npm that started us is the one that the user has chosen;
 * without it, the one on the PATH.
 */
export function runNpm(args, { cwd, env, node }) {
  const script = process.env.npm_execpath;
  if (script && /npm-cli\.c?js$/.test(script)) return runStep(node, [script, ...args], { cwd, env });
  return runStep("npm", args, { cwd, env, shell: process.platform === "win32" });
}
