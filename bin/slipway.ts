import { makeProgram } from "./program.ts";

for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    // Whoever read has enough, as in `slipway rollout list | head`: no fault of ours, and nobody left to tell.
    process.exit();
  });
}

await (await makeProgram(process.argv[2])).parseAsync();
