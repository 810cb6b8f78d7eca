import { randomUUID } from "node:crypto";
import { beforeAll, expect, it } from "vitest";
import { createDevice } from "#lib/devices/create.ts";
import { createEnvironment } from "#lib/environments/create.ts";
import { archiveTemplate } from "#lib/templates/archive.ts";
import { createTemplate } from "#lib/templates/create.ts";
import { createProduct } from "#lib/products/create.ts";
import { createVersion } from "#lib/products/create-version.ts";
import { ensureBuiltInTemplates } from "#lib/templates/ensure-built-in.ts";
import { previewDeployment } from "#lib/templates/preview.ts";
import { saveTemplate } from "#lib/templates/save.ts";
import { anonymous, as, aUser } from "#lib/testing/builders.ts";
import { describeWithDatabase } from "#lib/testing/database.ts";

describeWithDatabase("What a deployment would do", (getCtx) => {
  let productId = "";
  const preview = (input: Record<string, unknown>) =>
    previewDeployment(getCtx(), { product: productId, environment: "shops", ...input });

  beforeAll(async () => {
    const ctx = getCtx();
    await ensureBuiltInTemplates(ctx);
    productId = (await createProduct(ctx, { slug: "till", name: "Till", kind: "firmware" })).id;
    for (let number = 0; number < 20; number++) {
      const fleet = number < 16 ? "shops" : "labs";
      await createDevice(ctx, { name: `till-${number}`, fleet, tags: [number % 4 === 0 ? "blue" : "green"] });
    }
    await createEnvironment(ctx, {
      slug: "shops",
      name: "Shops",
      deviceFilter: { fleets: ["shops"] },
      requiredApprovals: 2,
    });
    await createEnvironment(ctx, { slug: "empty", name: "Empty", deviceFilter: { fleets: ["nowhere"] } });
  });

  it("names devices, batches and the least time", async () => {
    const shown = await preview({ template: "canary", variables: { watch: 15 } });
    expect(shown).toMatchObject({
      template: { slug: "canary", version: 1 },
      environment: { slug: "shops" },
      approvals: { count: 2, role: "approver" },
      deviceCount: 16,
      secondsAtLeast: 30 * 60,
      closedBecause: null,
      warnings: [],
    });
    const [canary, smokeTest] = shown.stages;
    expect(canary?.title).toBe("Canary: 10 %, 50 %, all");
    expect(canary?.selections).toMatchObject([
      { name: "", total: 16, batches: [2, 6, 8].map((deviceCount) => ({ deviceCount })) },
    ]);
    expect(canary?.selections[0]?.sample).toHaveLength(5);
    expect(smokeTest).toMatchObject({
      skippedBecause: "smokeUrl is not given.",
      selections: [],
      startsAfterSeconds: 1800,
    });
  });

  it("counts a selection only within the environment", async () => {
    const shown = await preview({ template: "blue-green" });
    expect(shown.stages[0]?.selections.map(({ name, total }) => [name, total])).toEqual([
      ["Green", 12],
      ["Blue", 4],
    ]);
  });

  it("warns where nobody would get anything", async () => {
    expect((await preview({ template: "simple", environment: "empty" })).warnings).toEqual(["Empty has no devices."]);
    const variables = { first: { tags: ["blue"] }, second: { tags: ["red"] } };
    expect((await preview({ template: "multi-region", variables })).warnings).toEqual([
      "No device is meant by Second region of the stage regions.",
    ]);
  });

  it("keeps to the version that is named, whatever became of the template", async () => {
    const ctx = getCtx();
    const slug = `own-${randomUUID().slice(0, 8)}`;
    const definition = (minutes: number) => ({
      slipway: 1,
      slug,
      name: "Own",
      stages: [{ name: "rest", kind: "wait", config: { minutes } }],
    });
    await createTemplate(ctx, { definition: definition(5) });
    await saveTemplate(ctx, { templateId: slug, basedOnVersion: 1, definition: definition(90) });
    expect(await preview({ template: slug })).toMatchObject({ template: { version: 2 }, secondsAtLeast: 5_400 });
    expect(await preview({ template: slug, templateVersion: 1 })).toMatchObject({ secondsAtLeast: 300 });
    await expect(preview({ template: slug, templateVersion: 3 })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await archiveTemplate(ctx, { templateId: slug });
    await expect(preview({ template: slug })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("waits for the calendar", async () => {
    const ctx = getCtx();
    const at = (hours: number) => new Date(ctx.clock.now().getTime() + hours * 3_600_000);
    const environment = await ctx.db.environment.findFirstOrThrow({ where: { slug: "empty" } });
    await ctx.db.calendarRule.create({
      data: {
        kind: "freeze",
        name: "Holidays",
        environmentId: environment.id,
        recurrence: { kind: "once" },
        startsAt: at(-1).toISOString().slice(0, 16),
        durationMinutes: 120,
        timeZone: "UTC",
        createdBy: {},
      },
    });
    const shown = await preview({ template: "simple", environment: "empty" });
    expect(shown.closedBecause).toBe("The freeze Holidays holds.");
    expect(Date.parse(shown.opensAt ?? "")).toBeGreaterThan(ctx.clock.now().getTime());
    expect((await preview({ template: "simple" })).closedBecause).toBeNull();
  });

  it("is refused with the place of each fault", async () => {
    await expect(preview({ template: "canary", variables: { first: "10", ghost: 1 } })).rejects.toMatchObject({
      code: "IMPOSSIBLE",
      details: {
        errors: [
          { path: "variables.ghost", message: "The template has no such variable." },
          { path: "variables.first", message: "Write a number." },
        ],
      },
    });
    const slug = `own-${randomUUID().slice(0, 8)}`;
    await createTemplate(getCtx(), {
      definition: {
        slipway: 1,
        slug,
        name: "Own",
        variables: [
          { name: "where", type: "environment" },
          { name: "what", type: "product" },
        ],
        stages: [{ name: "ask", kind: "approval", config: { message: "${where} ${what} ${deployment.version}" } }],
      },
    });
    await expect(preview({ template: slug, variables: { where: "shops", what: "till" } })).rejects.toMatchObject({
      details: { errors: [{ path: "stages.0.config", message: "This stage needs to know the version." }] },
    });
    const version = await createVersion(getCtx(), { productId, version: "1.0.0" });
    await expect(
      preview({ template: slug, version: version.id, variables: { where: "moon", what: "soap" } }),
    ).rejects.toMatchObject({
      details: {
        errors: [
          { path: "variables.what", message: "There is no product soap." },
          { path: "variables.where", message: "There is no environment moon." },
        ],
      },
    });
    const other = await createProduct(getCtx(), { slug: "other", name: "Other", kind: "firmware" });
    await expect(preview({ template: "simple", product: other.id, version: version.id })).rejects.toMatchObject({
      details: { errors: [{ path: "version" }] },
    });
    await expect(preview({ template: "simple", environment: "moon" })).rejects.toMatchObject({
      details: { errors: [{ path: "environment" }] },
    });
    await expect(preview({ template: "nobody" })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("is shown to whoever may see deployments", async () => {
    const input = { template: "simple", product: productId };
    await expect(previewDeployment(as(getCtx(), anonymous), input)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    await expect(previewDeployment(as(getCtx(), aUser("viewer")), input)).resolves.toMatchObject({ deviceCount: 20 });
  });
});
