import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { buildOpenApi } from "#lib/http/openapi.ts";
import { operations } from "#lib/http/operations/all.ts";
import { compareDocuments } from "#lib/openapi/compare-documents.ts";

const root = path.resolve(import.meta.dirname, "../..");
const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
/** Made by next-auth, and described in its documentation. */
const NOT_OURS = ["app/api/auth/[...nextauth]/route.ts"];

function routeFileOf(operationPath: string): string {
  return path.join("app", operationPath.replaceAll(/\{(\w+)\}/g, "[$1]"), "route.ts");
}

describe("Routes and operations", () => {
  it.each(operations.map((operation) => [operation.id, operation] as const))("%s has its route", (_id, operation) => {
    const text = readFileSync(path.join(root, routeFileOf(operation.path)), "utf8");
    expect(text).toContain(`export const ${operation.method} = serve(${operation.id}Operation);`);
  });

  it("leave no route without an operation", () => {
    const described = new Set(operations.map((operation) => `${operation.method} ${routeFileOf(operation.path)}`));
    const files = globSync("app/**/route.ts", { cwd: root }).filter((file) => !NOT_OURS.includes(file));
    const undescribed = files.flatMap((file) => {
      const text = readFileSync(path.join(root, file), "utf8");
      const methods = METHODS.filter((method) => text.includes(`export const ${method} = `));
      return methods.map((method) => `${method} ${file}`).filter((route) => !described.has(route));
    });
    expect(undescribed).toEqual([]);
  });

  it("have unique names and paths", () => {
    const ids = operations.map((operation) => operation.id);
    const addresses = operations.map((operation) => `${operation.method} ${operation.path}`);
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(addresses).size).toBe(addresses.length);
  });

  it("stand in the OpenAPI document with their inputs", () => {
    const document = buildOpenApi(operations, null) as { paths: Record<string, Record<string, unknown>> };
    expect(Object.keys(document.paths)).toHaveLength(new Set(operations.map((operation) => operation.path)).size);
    expect(document.paths["/api/v1/tokens"]?.post).toMatchObject({
      operationId: "createToken",
      requestBody: { content: { "application/json": { schema: { required: ["name", "scopes"] } } } },
    });
    expect(document.paths["/api/v1/device/{uuid}/artifacts/{sha256}/{name}"]?.get).toMatchObject({
      operationId: "getDeviceFile",
      responses: { 200: { content: { "application/octet-stream": { schema: { type: "string", format: "binary" } } } } },
    });
    expect(JSON.stringify(document)).not.toContain("undefined");
  });

  it("make an OpenAPI document that can be read, reference by reference", async () => {
    const document = JSON.stringify(buildOpenApi(operations, null));
    expect(document).not.toContain("#/$defs/");
    expect(await compareDocuments(document, document)).toEqual({ kind: "compared", changes: [] });
  });
});
