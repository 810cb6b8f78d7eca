import { z } from "zod";
import { isRegistryHost, looksLikeHost, normalizeHost } from "#lib/products/rules/image.ts";
import { pageInput } from "#lib/kernel/page.ts";

/** A host as it stands in image names. */
export const registryHostInput = z
  .string()
  .max(255)
  .transform(normalizeHost)
  .refine((host) => isRegistryHost(host) && looksLikeHost(host), {
    error: "Use a host as it stands in image names, without a scheme: ghcr.io or registry.example.com:5000.",
  });

const username = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^:\0-\x1f]*$/, "A user name has no colon.");
const password = z.string().min(1).max(8_000);
const together = {
  error: "User name and password go together: give both, or neither for anonymous access.",
  path: ["password"],
};

export const createRegistryInput = z
  .strictObject({ host: registryHostInput, username: username.optional(), password: password.optional() })
  .refine((input) => (input.username === undefined) === (input.password === undefined), together);

export const registryIdInput = z.strictObject({ registryId: z.uuid() });

export const updateRegistryFields = {
  username: username.nullable().describe("Null: anonymous access."),
  password: password.nullable().describe("Null only together with the user name."),
};

export const updateRegistryInput = registryIdInput
  .extend(updateRegistryFields)
  .refine((input) => (input.username === null) === (input.password === null), together);

export const testRegistryFields = {
  image: z
    .string()
    .max(400)
    .optional()
    .describe("An image of it to ask for. Left out: only whether the registry answers and takes the credentials."),
};

export const testRegistryInput = registryIdInput.extend(testRegistryFields);

export const listRegistriesInput = pageInput;
