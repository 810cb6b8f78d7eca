// Builds the pages when the sources have changed since the last build. `npm start` does so by itself; run it alone to
// see whether the build holds.
import { prepare } from "./lib/prepare.js";
import { say } from "./lib/project.js";

try {
  await prepare(process.execPath, { development: false, build: true });
} catch (error) {
  say(error.message);
  process.exit(1);
}
