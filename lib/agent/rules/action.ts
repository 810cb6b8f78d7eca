// What is the agent told to do? It takes what it understands and says so where it does not.
import { z } from "zod";
import { healthCheckConfigInput } from "#lib/rollouts/rules/health-check.ts";
import type { App } from "#lib/simulate/rules/protocol.ts";

const FILE_NAME_BYTES_MAX = 255;

/** Names become parts of paths, so what could lead elsewhere is refused. */
const productName = z.string().regex(/^[a-zA-Z0-9][a-zA-Z0-9._-]{0,63}$/, "A product's slug is wanted.");
const fileName = z
  .string()
  .min(1)
  .regex(/^[^/\\\u0000-\u001f]+$/, "A plain file name is wanted.")
  .refine((name) => name !== "." && name !== "..", "A plain file name is wanted.")
  .refine((name) => new TextEncoder().encode(name).length <= FILE_NAME_BYTES_MAX, "The file name is too long.");

const artifact = z.object({
  name: fileName,
  url: z.string().min(1),
  sha256: z
    .string()
    .toLowerCase()
    .regex(/^[0-9a-f]{64}$/, "A SHA-256 in hexadecimal is wanted."),
  size: z.int().min(0),
});
export type Artifact = z.output<typeof artifact>;

const text = z.string().nullish().default(null);

const action = z.object({
  id: z.int(),
  kind: z.enum(["update", "rollback"]),
  product: productName,
  image: text,
  digest: text,
  version: text,
  artifacts: z
    .array(artifact)
    .default([])
    .refine((files) => new Set(files.map(({ name }) => name)).size === files.length, "Two files have one name."),
  healthCheck: healthCheckConfigInput.optional(),
});
export type Action = z.output<typeof action>;

/** The answer to a poll, as far as the agent minds it. A newer server may say more. */
export const targetState = z.object({
  pollSeconds: z.number().positive(),
  action: z.looseObject({ id: z.int() }).nullable(),
});

export type ReadAction = { kind: "action"; action: Action } | { kind: "unknown"; id: number; reason: string };

/** Reads an offered action. What an older agent cannot understand is an answer and no crash. */
export function readAction(offered: { id: number }): ReadAction {
  const read = action.safeParse(offered);
  if (read.success) return { kind: "action", action: read.data };
  const faults = read.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  const reason = `This agent does not understand what it is to do (${faults.join(" ")}). Is it older than the server?`;
  return { kind: "unknown", id: offered.id, reason };
}

/** What an action makes a device run. */
export function appOf({ image, product, digest, version }: Action): App {
  return { image: image ?? product, digest, version };
}
