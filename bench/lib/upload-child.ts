// Serves the API on a port of its own, without pages, and tells where; in a process of its own, whose memory is measured.
import { openRuntime } from "#lib/process/open-runtime.ts";
import { ApiServer } from "#lib/testing/api-server.ts";

await openRuntime();
process.send?.((await ApiServer.start()).url);
