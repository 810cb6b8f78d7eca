// Makes clients/typescript from the operations: run it when the API has changed (`npm run client`).
import path from "node:path";
import { createClient } from "@hey-api/openapi-ts";
import { operations } from "#lib/http/operations/all.ts";
import { buildOpenApi } from "#lib/http/openapi.ts";
import { nameShapes } from "./lib/name-shapes.ts";

export const CLIENT_FOLDER = path.resolve(import.meta.dirname, "../clients/typescript");

/** Writes the client into a folder, from what the operations are now. */
export async function makeClient(folder: string): Promise<void> {
  await createClient({
    input: nameShapes(forPrograms(buildOpenApi(operations, null))) as never,
    // Node runs it as it is: whoever copies the folder needs neither a build nor a package.
    output: { path: folder, module: { extension: ".ts" }, header: HEADER },
    logs: { level: "silent", file: false },
    plugins: ["@hey-api/client-fetch", "@hey-api/typescript", "@hey-api/sdk"],
  });
}

/** Programs come with a token; the cookie of a browser would be sent beside it. */
function forPrograms(document: Record<string, unknown>): Record<string, unknown> {
  for (const path of Object.values(document.paths as Record<string, Record<string, { security: object[] }>>)) {
    for (const operation of Object.values(path)) {
      operation.security = operation.security.filter((way) => !("session" in way));
    }
  }
  return document;
}

const HEADER = ["// Made by scripts/make-client.ts from the operations of the API. Changes by hand are lost.", ""];

if (import.meta.main) await makeClient(process.argv[2] ?? CLIENT_FOLDER);
