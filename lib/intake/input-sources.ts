import { z } from "zod";
import { registryHostInput } from "#lib/intake/input-registries.ts";
import { isRepository } from "#lib/products/rules/image.ts";
import { WEBHOOK_FORMATS } from "#lib/intake/rules/push.ts";
import { pageInput } from "#lib/kernel/page.ts";

const name = z.string().trim().min(1).max(100);
const format = z.enum([...WEBHOOK_FORMATS, "any"]).describe("Whose bodies are expected; those of others are ignored.");
const registryHost = registryHostInput.describe(
  "How clients name this registry, where the host in the body is not dependable.",
);
const repositoryPrefix = z
  .string()
  .max(200)
  .refine((prefix) => prefix === "" || isRepository(prefix), {
    error: "Use segments of an image name, such as docker-local, or an empty text for none.",
  })
  .describe("What stands before the name in the body. For JFrog it replaces the Artifactory repository.");

export const createSourceInput = z.strictObject({
  name,
  format: format.default("any"),
  registryHost: registryHost.optional(),
  repositoryPrefix: repositoryPrefix.optional(),
});

export const sourceIdInput = z.strictObject({ sourceId: z.uuid() });

export const updateSourceInput = sourceIdInput.extend({
  name: name.optional(),
  format: format.optional(),
  registryHost: registryHost.nullable().optional(),
  repositoryPrefix: repositoryPrefix.nullable().optional(),
  enabled: z.boolean().optional(),
});

export const listSourcesInput = pageInput;
