import { z } from "zod";
import { defineOperation } from "#lib/http/operation.ts";
import { pageOf } from "#lib/http/shapes.ts";
import { createRegistry } from "#lib/intake/create-registry.ts";
import { deleteRegistry } from "#lib/intake/delete-registry.ts";
import { getRegistry } from "#lib/intake/get-registry.ts";
import {
  createRegistryInput,
  listRegistriesInput,
  testRegistryFields,
  updateRegistryFields,
} from "#lib/intake/input-registries.ts";
import { listRegistries } from "#lib/intake/list-registries.ts";
import { testRegistry } from "#lib/intake/test-registry.ts";
import { updateRegistry } from "#lib/intake/update-registry.ts";

const registry = z.object({
  id: z.uuid(),
  host: z.string(),
  username: z.string().nullable(),
  hasPassword: z.boolean(),
  isInsecure: z.boolean().describe("Spoken to over plain HTTP, because SLIPWAY_REGISTRY_INSECURE lists it."),
  lastCheckedAt: z.string().nullable(),
  lastError: z.string().nullable(),
  createdAt: z.string(),
  updatedAt: z.string(),
});

const registryTest = z.object({
  ok: z.boolean(),
  message: z.string().describe("What the registry said, in a sentence."),
  digest: z.string().nullable(),
});

export const listRegistriesOperation = defineOperation({
  id: "listRegistries",
  method: "GET",
  path: "/api/v1/registries",
  tag: "Registries",
  summary: "List the registries that may be asked",
  auth: "user",
  query: listRegistriesInput,
  response: pageOf(registry),
  run: listRegistries,
});

export const createRegistryOperation = defineOperation({
  id: "createRegistry",
  method: "POST",
  path: "/api/v1/registries",
  tag: "Registries",
  summary: "Name a registry that may be asked, with the credentials for it",
  description:
    "The password is kept encrypted and never shown. Rollouts that wait for this registry ask again at once.",
  auth: "user",
  body: createRegistryInput,
  response: registry,
  status: 201,
  creates: true,
  run: createRegistry,
});

export const getRegistryOperation = defineOperation({
  id: "getRegistry",
  method: "GET",
  path: "/api/v1/registries/{registryId}",
  tag: "Registries",
  summary: "Read a registry",
  auth: "user",
  response: registry,
  run: getRegistry,
});

export const updateRegistryOperation = defineOperation({
  id: "updateRegistry",
  method: "PATCH",
  path: "/api/v1/registries/{registryId}",
  tag: "Registries",
  summary: "Replace a registry's credentials",
  auth: "user",
  body: z.strictObject(updateRegistryFields),
  response: registry,
  run: updateRegistry,
});

export const deleteRegistryOperation = defineOperation({
  id: "deleteRegistry",
  method: "DELETE",
  path: "/api/v1/registries/{registryId}",
  tag: "Registries",
  summary: "Forget a registry and its credentials",
  auth: "user",
  response: z.void(),
  status: 204,
  run: deleteRegistry,
});

export const testRegistryOperation = defineOperation({
  id: "testRegistry",
  method: "POST",
  path: "/api/v1/registries/{registryId}/test",
  tag: "Registries",
  summary: "Ask a registry now",
  description: "Whether it answers and takes the credentials, or what an image's tag points to.",
  auth: "user",
  body: z.strictObject(testRegistryFields),
  response: registryTest,
  run: testRegistry,
});

export const registriesOperations = [
  listRegistriesOperation,
  createRegistryOperation,
  getRegistryOperation,
  updateRegistryOperation,
  deleteRegistryOperation,
  testRegistryOperation,
];
