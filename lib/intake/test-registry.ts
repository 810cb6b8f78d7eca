import { requirePermission } from "#lib/access/require-permission.ts";
import { requireRegistry } from "#lib/intake/get-registry.ts";
import { testRegistryInput } from "#lib/intake/input-registries.ts";
import { openRegistry } from "#lib/registries/open-registry.ts";
import { askRegistry } from "#lib/registries/ask.ts";
import { resolveTag } from "#lib/registries/resolve-tag.ts";
import type { RegistryAccess } from "#lib/registries/access.ts";
import { tellFailure } from "#lib/registries/rules/failure-sentence.ts";
import { normalizeReference, type ImageReference } from "#lib/registries/rules/image-reference.ts";
import { judgeFailure } from "#lib/registries/rules/registry-answer.ts";
import { saveCheck } from "#lib/registries/store.ts";
import type { RegistryTest } from "#lib/intake/view-registries.ts";
import type { Context } from "#lib/kernel/context.ts";
import { invalidInput, parseInput } from "#lib/kernel/input.ts";

/** Asks a registry now: whether it answers and takes the credentials, or what an image's tag points to. */
export async function testRegistry(ctx: Context, rawInput: unknown): Promise<RegistryTest> {
  requirePermission(ctx.actor, "registries:write");
  const { registryId, image } = parseInput(testRegistryInput, rawInput);
  const registry = await requireRegistry(ctx.db, registryId);
  const reference = image === undefined ? null : readImage(image, registry.host);

  const access = await openRegistry(ctx, registry.host);
  const test = reference ? await testImage(ctx, access, reference) : await testApi(ctx, access);
  await saveCheck(ctx.db, registry.host, test.ok ? null : test.message, ctx.clock.now());
  return test;
}

/** An image may be named with or without the registry's host, but not with another one. */
function readImage(image: string, host: string): ImageReference {
  const withHost = normalizeReference(image);
  const reference = withHost?.registryHost === host ? withHost : normalizeReference(`${host}/${image}`);
  if (reference?.registryHost === host) return reference;
  throw invalidInput({ path: "image", message: `Name an image of ${host}, for example acme/gateway:1.4.2.` });
}

async function testImage(ctx: Context, access: RegistryAccess, reference: ImageReference): Promise<RegistryTest> {
  const tag = reference.tag ?? "latest";
  const outcome = await resolveTag(ctx, access, { repository: reference.repository, tag });
  if (outcome.kind === "found") return { ok: true, message: `${tag} points to this digest.`, digest: outcome.digest };
  return { ok: false, message: tellFailure(outcome, { host: access.host, tag }), digest: null };
}

async function testApi(ctx: Context, access: RegistryAccess): Promise<RegistryTest> {
  const answer = await askRegistry(ctx, access, { method: "GET", path: "/v2/", repository: null });
  if (answer.kind === "answer" && answer.status === 200) {
    return { ok: true, message: "The registry answers.", digest: null };
  }
  const failure = answer.kind === "answer" ? judgeFailure(answer.status, [], null) : answer;
  const message =
    failure.kind === "tagNotFound"
      ? "Under this host there is no registry: /v2/ was not found."
      : tellFailure(failure, { host: access.host, tag: "" });
  return { ok: false, message, digest: null };
}
