// What may an operator say of the products of a host?
import { z } from "zod";

const text = z.string().min(1);

const healthCommand = z.strictObject({
  command: z.array(text).min(1).describe("A program and its arguments"),
  where: z.enum(["container", "host"]).default("container"),
  timeoutSeconds: z.number().min(1).max(3600).default(30),
});
export type HealthCommand = z.output<typeof healthCommand>;

const port = z
  .string()
  .regex(
    /^(?:(?:\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-fA-F:]+\]):)?\d{1,5}:\d{1,5}(?:\/(?:tcp|udp|sctp))?$/,
    "Write host:container, for example 8080:80 or 127.0.0.1:8080:80/tcp.",
  );

const creation = z.strictObject({
  env: z.record(text, z.string()).default({}),
  ports: z.array(port).default([]).describe("host:container, as docker run -p has them"),
  volumes: z
    .array(z.string().regex(/^[^:]+:\/[^:]*(:[a-zA-Z,]+)?$/, "Write source:/path or source:/path:ro."))
    .default([]),
  restart: z
    .string()
    .regex(/^(no|always|unless-stopped|on-failure(:\d+)?)$/, "no, always, unless-stopped or on-failure[:times].")
    .default("unless-stopped"),
  network: text.optional(),
  entrypoint: z.array(text).optional(),
  command: z.array(text).optional(),
  user: text.optional(),
  hostname: text.optional(),
  privileged: z.boolean().default(false),
  capabilities: z.array(text).default([]),
  devices: z.array(z.string().startsWith("/")).default([]).describe("Paths under /dev"),
  extraHosts: z.array(text).default([]),
  labels: z.record(text, z.string()).default({}),
});
export type Creation = z.output<typeof creation>;

const product = z.strictObject({
  container: z
    .string()
    .regex(/^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/, "A container's name is wanted.")
    .optional(),
  create: creation.optional().describe("What to make where no container exists yet"),
  health: healthCommand.optional().describe("The check that a policy calls self"),
  stopTimeoutSeconds: z.int().min(0).max(3600).default(10),
});
export type ProductOptions = z.output<typeof product>;

/** The file that --config names. */
export const agentFile = z.strictObject({
  products: z
    .record(z.string().regex(/^[a-zA-Z0-9][a-zA-Z0-9._-]{0,63}$/, "A product's slug is wanted."), product)
    .default({}),
});
export type AgentFile = z.output<typeof agentFile>;

const usual: ProductOptions = product.parse({});

/** What was said of a product, or what is usual. */
export function optionsOf({ products }: AgentFile, slug: string): ProductOptions {
  return products[slug] ?? usual;
}
