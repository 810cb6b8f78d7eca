import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { inTransaction } from "#lib/database/transaction.ts";
import type { Context } from "#lib/kernel/context.ts";
import { archiveTemplate } from "#lib/templates/archive.ts";
import { builtInTemplates } from "#lib/templates/built-in/all.ts";
import { createTemplate } from "#lib/templates/create.ts";
import { ensureBuiltInTemplates } from "#lib/templates/ensure-built-in.ts";
import { exportTemplate, getTemplate } from "#lib/templates/get.ts";
import { importTemplate } from "#lib/templates/import.ts";
import { listTemplates } from "#lib/templates/list.ts";
import { saveTemplate } from "#lib/templates/save.ts";
import { holdTemplate } from "#lib/templates/show.ts";
import type { TemplateView } from "#lib/templates/view.ts";
import { anonymous, as, aUser } from "#lib/testing/builders.ts";
import { describeWithDatabase } from "#lib/testing/database.ts";

const aSlug = () => `own-${randomUUID().slice(0, 8)}`;
const definitionOf = (slug: string, part: Record<string, unknown> = {}) => ({
  slipway: 1,
  slug,
  name: `Own ${slug}`,
  stages: [{ name: "rollout", kind: "rollout" }],
  ...part,
});
const aTemplate = (ctx: Context, slug = aSlug()) => createTemplate(ctx, { definition: definitionOf(slug) });
const bytes = (text: string) => new TextEncoder().encode(text);

/** A deployment that was made with a template and ended somehow. */
async function aDeployment(ctx: Context, template: TemplateView, status: string): Promise<void> {
  const product = await ctx.db.product.upsert({
    where: { slug: "used" },
    create: { slug: "used", name: "Used", kind: "firmware" },
    update: {},
  });
  const machine = await ctx.db.machine.create({ data: { kind: "deployment", status: "completed" } });
  await ctx.db.deployment.create({
    data: {
      name: "One",
      productId: product.id,
      machineId: machine.id,
      templateId: template.id,
      templateVersion: template.version,
      status,
      plan: {},
      release: {},
      trigger: {},
      createdBy: {},
    },
  });
}

describeWithDatabase("Templates", (getCtx) => {
  const eventsAbout = async (id: string) => {
    const where = { subjectKind: "template", subjectId: id };
    return (await getCtx().db.event.findMany({ where, orderBy: { seq: "asc" } })).map((event) => event.type);
  };

  it("come with Slipway, once however often it starts", async () => {
    const ctx = getCtx();
    await ensureBuiltInTemplates(ctx);
    await Promise.all([ensureBuiltInTemplates(ctx), ensureBuiltInTemplates(ctx)]);
    const { items } = await listTemplates(ctx, {});
    expect(items.map((item) => item.slug).sort()).toEqual(builtInTemplates.map((item) => item.slug).sort());
    expect(items.every((item) => item.isBuiltIn && item.version === 1)).toBe(true);
    const [first] = items;
    expect(await eventsAbout(first?.id ?? "")).toEqual(["template_created"]);
  });

  it("that come with Slipway get another version when a newer one changes them, and are changed by nobody", async () => {
    const ctx = getCtx();
    const before = await getTemplate(ctx, { templateId: "simple" });
    const older = JSON.stringify({ ...before.definition, description: "As it was." });
    await ctx.db.$executeRaw`
      UPDATE deployment_template_versions SET definition = ${older}::jsonb WHERE template_id = ${before.id}::uuid`;
    await ensureBuiltInTemplates(ctx);
    const after = await getTemplate(ctx, { templateId: "simple" });
    expect(after).toMatchObject({ version: 2, definition: before.definition });
    expect(await getTemplate(ctx, { templateId: "simple", version: 1 })).toMatchObject({
      shownVersion: 1,
      definition: { description: "As it was." },
    });
    const change = { templateId: "simple", basedOnVersion: 2, definition: { ...before.definition, name: "Mine" } };
    await expect(saveTemplate(ctx, change)).rejects.toMatchObject({ code: "WRONG_STATE" });
    await expect(archiveTemplate(ctx, { templateId: "simple" })).rejects.toMatchObject({ code: "WRONG_STATE" });
  });

  it("leave one alone that somebody made under such a slug", async () => {
    const ctx = getCtx();
    const { id } = await ctx.db.deploymentTemplate.findFirstOrThrow({ where: { slug: "canary", archivedAt: null } });
    await ctx.db.deploymentTemplate.update({ where: { id }, data: { isBuiltIn: false } });
    await ensureBuiltInTemplates(ctx);
    expect(await getTemplate(ctx, { templateId: "canary" })).toMatchObject({ id, isBuiltIn: false, version: 1 });
    await ctx.db.deploymentTemplate.update({ where: { id }, data: { isBuiltIn: true } });
  });

  it("are made, saved in versions and put away, and leave their events", async () => {
    const ctx = getCtx();
    const made = await aTemplate(ctx);
    expect(made).toMatchObject({ version: 1, isBuiltIn: false, use: { count: 0, finished: 0, lastAt: null } });
    const changed = definitionOf(made.slug, { name: "Renamed" });
    const saved = await saveTemplate(ctx, {
      templateId: made.slug,
      basedOnVersion: 1,
      definition: changed,
      note: "Why",
    });
    expect(saved).toMatchObject({
      version: 2,
      name: "Renamed",
      versions: [{ version: 2, note: "Why" }, { version: 1 }],
    });
    const again = await saveTemplate(ctx, { templateId: made.id, basedOnVersion: 2, definition: changed });
    expect(again.version).toBe(2);
    await archiveTemplate(ctx, { templateId: made.id });
    await archiveTemplate(ctx, { templateId: made.id });
    expect(await eventsAbout(made.id)).toEqual(["template_created", "template_updated", "template_archived"]);
    await expect(getTemplate(ctx, { templateId: made.slug })).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect((await getTemplate(ctx, { templateId: made.id })).archivedAt).not.toBeNull();
    await expect(
      saveTemplate(ctx, { templateId: made.id, basedOnVersion: 2, definition: definitionOf(made.slug) }),
    ).rejects.toMatchObject({ code: "WRONG_STATE" });
    expect((await aTemplate(ctx, made.slug)).id).not.toBe(made.id);
    const archived = await listTemplates(ctx, { archived: "true" });
    expect(archived.items.map((item) => item.id)).toContain(made.id);
  });

  it("that two people save at once take one and refuse the other", async () => {
    const ctx = getCtx();
    const { id, slug } = await aTemplate(ctx);
    const save = (name: string) =>
      saveTemplate(ctx, { templateId: id, basedOnVersion: 1, definition: definitionOf(slug, { name }) });
    const outcomes = await Promise.allSettled([save("One"), save("Two")]);
    expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(outcomes.find((outcome) => outcome.status === "rejected")?.reason).toMatchObject({ code: "CONFLICT" });
    expect((await getTemplate(ctx, { templateId: id })).version).toBe(2);
  });

  it("that two people make at once under one slug take one and refuse the other", async () => {
    const slug = aSlug();
    const outcomes = await Promise.allSettled([aTemplate(getCtx(), slug), aTemplate(getCtx(), slug)]);
    expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(outcomes.find((outcome) => outcome.status === "rejected")?.reason).toMatchObject({ code: "CONFLICT" });
  });

  it("are refused with the place of each fault", async () => {
    const definition = definitionOf(aSlug(), { stages: [{ name: "a", kind: "rollout", needs: ["a", "b"] }] });
    await expect(createTemplate(getCtx(), { definition })).rejects.toMatchObject({
      code: "INVALID_INPUT",
      details: {
        errors: [
          { path: "definition.stages.0.needs.1", message: "There is no stage b." },
          { path: "definition.stages.0.needs" },
        ],
      },
    });
    await expect(createTemplate(getCtx(), { definition: { stages: 5 } })).rejects.toMatchObject({
      code: "INVALID_INPUT",
    });
  });

  it("keep their slug", async () => {
    const ctx = getCtx();
    const { id } = await aTemplate(ctx);
    const change = { templateId: id, basedOnVersion: 1, definition: definitionOf(aSlug()) };
    await expect(saveTemplate(ctx, change)).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });

  it("are not put away while a schedule uses them", async () => {
    const ctx = getCtx();
    const template = await aTemplate(ctx);
    const product = await ctx.db.product.create({ data: { slug: aSlug(), name: "P", kind: "firmware" } });
    const environment = await ctx.db.environment.create({ data: { slug: aSlug(), name: "E", position: 9 } });
    const schedule = await ctx.db.deploymentSchedule.create({
      data: {
        name: "nightly",
        productId: product.id,
        environmentId: environment.id,
        templateId: template.id,
        recurrence: { kind: "cron", value: "0 3 * * *" },
        timeZone: "UTC",
        createdBy: {},
      },
    });
    await expect(archiveTemplate(ctx, { templateId: template.id })).rejects.toMatchObject({
      code: "WRONG_STATE",
      message: expect.stringContaining("the schedule nightly") as unknown,
    });
    await ctx.db.deploymentSchedule.update({ where: { id: schedule.id }, data: { deletedAt: new Date() } });
    await archiveTemplate(ctx, { templateId: template.id });
  });

  it("that are put away while something begins to need them come to one end or the other", async () => {
    const ctx = getCtx();
    const { id } = await aTemplate(ctx);
    const holding = inTransaction(ctx, (tx) => holdTemplate(tx, id));
    const [held, archived] = await Promise.allSettled([holding, archiveTemplate(ctx, { templateId: id })]);
    expect(archived.status).toBe("fulfilled");
    if (held.status === "rejected") expect(held.reason).toMatchObject({ code: "WRONG_STATE" });
    await expect(inTransaction(ctx, (tx) => holdTemplate(tx, id))).rejects.toMatchObject({ code: "WRONG_STATE" });
  });

  it("tell how often they were used, and how well", async () => {
    const ctx = getCtx();
    const template = await aTemplate(ctx);
    for (const status of ["completed", "completed", "failed", "rolledBack", "running", "cancelled"]) {
      await aDeployment(ctx, template, status);
    }
    const listed = await listTemplates(ctx, { q: template.slug });
    expect(listed.items).toMatchObject([{ use: { count: 6, finished: 4, succeeded: 2 } }]);
    const shown = await getTemplate(ctx, { templateId: template.id });
    expect(shown.versions).toMatchObject([{ version: 1, use: { count: 6, succeeded: 2 } }]);
    expect(shown.use.lastAt).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
  });

  it("are listed in pages, those of Slipway first", async () => {
    const ctx = getCtx();
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await listTemplates(ctx, { limit: 2, ...(cursor && { cursor }) });
      seen.push(...page.items.map((item) => item.id));
      cursor = page.nextCursor;
    } while (cursor);
    const { items } = await listTemplates(ctx, { limit: 500 });
    expect(seen).toEqual(items.map((item) => item.id));
    const firstOwn = items.findIndex((item) => !item.isBuiltIn);
    expect(items.slice(firstOwn).every((item) => !item.isBuiltIn)).toBe(true);
    await expect(listTemplates(ctx, { cursor: "nonsense" })).rejects.toMatchObject({ code: "INVALID_INPUT" });
    expect((await listTemplates(ctx, { q: "100%_" })).items).toEqual([]);
  });

  it("go out as YAML and come back: made, then unchanged, then changed", async () => {
    const ctx = getCtx();
    const { yaml, fileName } = await exportTemplate(ctx, { templateId: "blue-green" });
    expect(fileName).toBe("blue-green-v1.yaml");
    const slug = aSlug();
    const own = yaml.replace("slug: blue-green", `slug: ${slug}`);
    expect(await importTemplate(ctx, {}, bytes(own))).toMatchObject({ outcome: "created", template: { version: 1 } });
    expect(await importTemplate(ctx, {}, bytes(own))).toMatchObject({ outcome: "unchanged", template: { version: 1 } });
    const renamed = own.replace("name: Blue-Green", "name: Two colors");
    expect(await importTemplate(ctx, { note: "From CI" }, bytes(renamed))).toMatchObject({
      outcome: "updated",
      template: { version: 2, name: "Two colors" },
    });
    await expect(importTemplate(ctx, {}, bytes(yaml.replace("name: Blue-Green", "name: X")))).rejects.toMatchObject({
      code: "WRONG_STATE",
    });
  });

  it("in YAML are refused with line and column", async () => {
    await expect(importTemplate(getCtx(), {}, bytes("slipway: 1\nslug: Own\n"))).rejects.toMatchObject({
      code: "INVALID_INPUT",
      details: { errors: expect.arrayContaining([expect.objectContaining({ path: "slug", line: 2, column: 1 })]) },
    });
    await expect(importTemplate(getCtx(), {}, new Uint8Array([0xff]))).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });

  it("do not exist under unknown ids", async () => {
    const ctx = getCtx();
    for (const templateId of [randomUUID(), "nobody"]) {
      await expect(getTemplate(ctx, { templateId })).rejects.toMatchObject({ code: "NOT_FOUND" });
      await expect(archiveTemplate(ctx, { templateId })).rejects.toMatchObject({ code: "NOT_FOUND" });
      const change = { templateId, basedOnVersion: 1, definition: definitionOf("x") };
      await expect(saveTemplate(ctx, change)).rejects.toMatchObject({ code: "NOT_FOUND" });
    }
    await expect(getTemplate(ctx, { templateId: "canary", version: 99 })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("are read by viewers and written by operators", async () => {
    const ctx = getCtx();
    const viewer = as(ctx, aUser("viewer"));
    await expect(aTemplate(viewer)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(importTemplate(viewer, {}, bytes(""))).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(listTemplates(as(ctx, anonymous), {})).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    await expect(listTemplates(viewer, {})).resolves.toBeDefined();
    await expect(aTemplate(as(ctx, aUser("operator")))).resolves.toBeDefined();
  });
});
