import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { createRegistry } from "#lib/intake/create-registry.ts";
import { deleteRegistry } from "#lib/intake/delete-registry.ts";
import { getRegistry } from "#lib/intake/get-registry.ts";
import { listRegistries } from "#lib/intake/list-registries.ts";
import { configured } from "#lib/intake/testing/deliver.ts";
import { RegistryServer } from "#lib/intake/testing/registry-server.ts";
import { testRegistry } from "#lib/intake/test-registry.ts";
import { updateRegistry } from "#lib/intake/update-registry.ts";
import { as, aUser } from "#lib/testing/builders.ts";
import { describeWithDatabase } from "#lib/testing/database.ts";

const server = new RegistryServer();
beforeAll(() => server.start());
afterAll(() => server.stop());
beforeEach(() => {
  server.fault = null;
  server.login = "none";
  server.account = null;
});

const nobody = "8c1f0f43-6f0c-4a0e-8a49-1f3a5b0c2d11";

describeWithDatabase("Registries", (getCtx) => {
  it("keep their password sealed and never show it", async () => {
    const ctx = getCtx();
    const made = await createRegistry(ctx, { host: "X-One.Example:443", username: "u", password: "geheim" });
    expect(made).toMatchObject({ host: "x-one.example", username: "u", hasPassword: true, isInsecure: false });
    const changed = await updateRegistry(ctx, { registryId: made.id, username: null, password: null });
    expect(changed).toMatchObject({ username: null, hasPassword: false });
    await updateRegistry(ctx, { registryId: made.id, username: "v", password: "geheimer" });
    const stored = JSON.stringify([
      await ctx.db.registry.findMany(),
      (await ctx.db.event.findMany()).map((event) => event.data),
      await getRegistry(ctx, { registryId: made.id }),
    ]);
    expect(stored).not.toContain("geheim");
    await deleteRegistry(ctx, { registryId: made.id });
    const events = await ctx.db.event.findMany({ where: { subjectId: made.id }, orderBy: { seq: "asc" } });
    expect(events.map((event) => event.type)).toEqual([
      "registry_saved",
      "registry_saved",
      "registry_saved",
      "registry_deleted",
    ]);
  });

  it.each([
    [{ host: "https://ghcr.io" }, "host"],
    [{ host: "ghcr.io/acme" }, "host"],
    [{ host: "registry" }, "host"],
    [{ host: "ghcr.io", username: "u" }, "password"],
    [{ host: "ghcr.io", username: "a:b", password: "p" }, "username"],
  ])("%j is refused", async (input, path) => {
    await expect(createRegistry(getCtx(), input)).rejects.toMatchObject({
      code: "INVALID_INPUT",
      details: { errors: [expect.objectContaining({ path })] },
    });
  });

  it("exist once for a host, also when two make them at once", async () => {
    const ctx = getCtx();
    const outcomes = await Promise.allSettled([
      createRegistry(ctx, { host: "index.docker.io" }),
      createRegistry(ctx, { host: "docker.io" }),
    ]);
    expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(["fulfilled", "rejected"]);
    expect((await listRegistries(ctx, {})).items.map((item) => item.host)).toEqual(["docker.io"]);
  });

  it("are for administrators", async () => {
    const operator = as(getCtx(), aUser("operator"));
    await expect(createRegistry(operator, { host: "a.example" })).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(listRegistries(operator, {})).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(listRegistries(as(getCtx(), aUser("admin")), {})).resolves.toBeDefined();
  });

  it("do not exist under unknown ids", async () => {
    const ctx = getCtx();
    for (const attempt of [
      () => getRegistry(ctx, { registryId: nobody }),
      () => updateRegistry(ctx, { registryId: nobody, username: null, password: null }),
      () => deleteRegistry(ctx, { registryId: nobody }),
      () => testRegistry(ctx, { registryId: nobody }),
    ]) {
      await expect(attempt()).rejects.toMatchObject({ code: "NOT_FOUND" });
    }
  });

  it("can be tried: whether they answer, take the credentials, and have an image", async () => {
    const ctx = configured(getCtx(), { insecureRegistries: new Set([server.host]) });
    const { id: registryId } = await createRegistry(ctx, { host: server.host, username: "u", password: "p" });
    expect(await testRegistry(ctx, { registryId })).toMatchObject({ ok: true });
    server.login = "basic";
    server.account = { username: "u", password: "other" };
    expect(await testRegistry(ctx, { registryId })).toMatchObject({
      ok: false,
      message: expect.stringContaining("401"),
    });
    expect((await getRegistry(ctx, { registryId })).lastError).toContain("401");
    server.account = { username: "u", password: "p" };
    const digest = server.push("acme/app", "1", "x");
    expect(await testRegistry(ctx, { registryId, image: "acme/app:1" })).toMatchObject({ ok: true, digest });
    expect(await testRegistry(ctx, { registryId, image: `${server.host}/acme/app:2` })).toMatchObject({ ok: false });
    expect((await getRegistry(ctx, { registryId })).lastError).toContain("no tag 2");
    await expect(testRegistry(ctx, { registryId, image: "a b" })).rejects.toMatchObject({ code: "INVALID_INPUT" });
    server.fault = (_, response) => response.writeHead(404).end("<html>");
    expect(await testRegistry(ctx, { registryId })).toMatchObject({
      ok: false,
      message: expect.stringContaining("/v2/"),
    });
  });
});
