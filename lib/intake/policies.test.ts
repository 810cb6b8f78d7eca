import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { createDevice } from "#lib/devices/create.ts";
import { createPolicy } from "#lib/intake/create-policy.ts";
import { deletePolicy } from "#lib/intake/delete-policy.ts";
import { getPolicy } from "#lib/intake/get-policy.ts";
import { listPolicies } from "#lib/intake/list-policies.ts";
import { matchPolicies } from "#lib/intake/match-policies.ts";
import { previewPolicy } from "#lib/intake/preview-policy.ts";
import { replacePolicy, updatePolicy } from "#lib/intake/update-policy.ts";
import { aPolicy, distributionPush, send } from "#lib/intake/testing/deliver.ts";
import { anonymous, as, aUser } from "#lib/testing/builders.ts";
import { describeWithDatabase } from "#lib/testing/database.ts";

const nobody = randomUUID();
const minimal = () => ({ name: `Policy ${randomUUID()}`, imagePattern: "acme/gateway" });

describeWithDatabase("Policies", (getCtx) => {
  const eventsAbout = (id: string) =>
    getCtx().db.event.findMany({ where: { subjectKind: "policy", subjectId: id }, orderBy: { seq: "asc" } });

  it("are made with sensible defaults and leave their event", async () => {
    const policy = await createPolicy(getCtx(), minimal());
    expect(policy).toMatchObject({
      updateStrategy: "staged",
      batches: [10, 50, 100],
      batchDelayMinutes: 0,
      healthCheckEnabled: true,
      autoRollbackEnabled: true,
      onFailureLimit: "rollBack",
      maxFailureRate: 0.2,
      deviceTimeoutSeconds: 3600,
      deviceFilter: {},
      tagRule: null,
      maintenanceWindow: null,
      priority: 0,
      enabled: true,
    });
    expect((await eventsAbout(policy.id)).map((event) => event.type)).toEqual(["policy_created"]);
  });

  it("take the shape of the contract", async () => {
    const ctx = getCtx();
    const given = {
      name: "Everything",
      imagePattern: "ghcr.io/acme/*",
      tagRule: { kind: "semver", value: "^1.0.0" },
      updateStrategy: "scheduled",
      batches: [5, 100],
      batchDelayMinutes: 30,
      healthCheckEnabled: true,
      healthCheckConfig: { type: "http", endpoint: "http://{device_ip}:80/health", by: "server" },
      autoRollbackEnabled: false,
      maxFailureRate: 0,
      deviceFilter: { fleets: ["edge"], tags: ["canary"] },
      maintenanceWindow: { days: [6, 7], start: "22:00", end: "04:00", timeZone: "Europe/Berlin" },
      priority: -3,
      enabled: false,
    };
    const policy = await createPolicy(ctx, given);
    expect(policy).toMatchObject({ ...given, onFailureLimit: "pause" });
    expect(await getPolicy(ctx, { policyId: policy.id })).toEqual(policy);
    const row = await ctx.db.policy.findUniqueOrThrow({ where: { id: policy.id } });
    expect(row.stagedBatches).toBe(2);
  });

  it.each([
    ["percentages that fall", { batches: [50, 10, 100] }, "INVALID_INPUT", "batches"],
    ["percentages that repeat", { batches: [50, 50, 100] }, "INVALID_INPUT", "batches"],
    ["percentages that do not end at 100", { batches: [10, 50] }, "INVALID_INPUT", "batches"],
    ["a rate over 1", { maxFailureRate: 20 }, "INVALID_INPUT", "maxFailureRate"],
    ["an unknown field", { nonsense: 1 }, "INVALID_INPUT", "nonsense"],
    [
      "a fault in the window",
      { maintenanceWindow: { start: "25:00", end: "1:00", timeZone: "X" } },
      "INVALID_INPUT",
      "maintenanceWindow.start",
    ],
    ["a pattern with a tag", { imagePattern: "acme/x:1" }, "IMPOSSIBLE", "imagePattern"],
    ["an empty range", { tagRule: { kind: "semver", value: ">2 <1" } }, "IMPOSSIBLE", "tagRule.value"],
    ["a schedule without a window", { updateStrategy: "scheduled" }, "IMPOSSIBLE", "maintenanceWindow"],
    ["an unknown product", { productId: nobody }, "IMPOSSIBLE", "productId"],
  ])("with %s are refused, saying where", async (_, part, code, path) => {
    await expect(createPolicy(getCtx(), { ...minimal(), ...part })).rejects.toMatchObject({
      code,
      details: { errors: expect.arrayContaining([expect.objectContaining({ path })]) },
    });
  });

  it("have names of their own, which become free when one is deleted", async () => {
    const ctx = getCtx();
    const policy = await createPolicy(ctx, minimal());
    await expect(createPolicy(ctx, { ...minimal(), name: policy.name })).rejects.toMatchObject({ code: "CONFLICT" });
    await deletePolicy(ctx, { policyId: policy.id });
    await expect(getPolicy(ctx, { policyId: policy.id })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await createPolicy(ctx, { ...minimal(), name: policy.name });
    expect((await eventsAbout(policy.id)).map((event) => event.type)).toEqual(["policy_created", "policy_deleted"]);
  });

  it("are changed field by field, or replaced", async () => {
    const ctx = getCtx();
    const policy = await aPolicy(ctx, { batches: [20, 100], priority: 5 });
    const changed = await updatePolicy(ctx, {
      policyId: policy.id,
      maxFailureRate: 0.5,
      tagRule: { kind: "glob", value: "v*" },
    });
    expect(changed).toMatchObject({ batches: [20, 100], priority: 5, maxFailureRate: 0.5, tagRule: { kind: "glob" } });
    expect(await updatePolicy(ctx, { policyId: policy.id, tagRule: null })).toMatchObject({ tagRule: null });
    const replaced = await replacePolicy(ctx, { policyId: policy.id, name: policy.name, imagePattern: "acme/other" });
    expect(replaced).toMatchObject({ batches: [10, 50, 100], priority: 0, maxFailureRate: 0.2 });
    await expect(updatePolicy(ctx, { policyId: policy.id, updateStrategy: "scheduled" })).rejects.toMatchObject({
      code: "IMPOSSIBLE",
    });
    const events = await eventsAbout(policy.id);
    expect(events.map((event) => event.type)).toEqual(["policy_created", ...Array(3).fill("policy_updated")]);
  });

  it("that two people change at once keep both changes", async () => {
    const ctx = getCtx();
    const { id: policyId } = await aPolicy(ctx, {});
    await Promise.all([
      updatePolicy(ctx, { policyId, priority: 7 }),
      updatePolicy(ctx, { policyId, batchDelayMinutes: 9 }),
    ]);
    expect(await getPolicy(ctx, { policyId })).toMatchObject({ priority: 7, batchDelayMinutes: 9 });
  });

  it("do not exist under unknown ids", async () => {
    const ctx = getCtx();
    const missing = { policyId: nobody };
    for (const attempt of [
      () => getPolicy(ctx, missing),
      () => updatePolicy(ctx, { ...missing, priority: 1 }),
      () => replacePolicy(ctx, { ...missing, ...minimal() }),
      () => deletePolicy(ctx, missing),
    ]) {
      await expect(attempt()).rejects.toMatchObject({ code: "NOT_FOUND" });
    }
  });

  it("are read by viewers and written by operators", async () => {
    const ctx = getCtx();
    const viewer = as(ctx, aUser("viewer"));
    await expect(createPolicy(viewer, minimal())).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(listPolicies(as(ctx, anonymous), {})).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    await expect(listPolicies(viewer, {})).resolves.toBeDefined();
    await expect(createPolicy(as(ctx, aUser("operator")), minimal())).resolves.toBeDefined();
  });

  it("are listed in pages by priority, then name", async () => {
    const ctx = getCtx();
    const mark = randomUUID();
    for (const [name, priority] of [
      ["b", 1],
      ["a", 1],
      ["c", 9],
    ] as const) {
      await createPolicy(ctx, { name: `${mark} ${name}`, imagePattern: "acme/x", priority });
    }
    const first = await listPolicies(ctx, { q: mark, limit: 2 });
    const second = await listPolicies(ctx, { q: mark, limit: 2, cursor: first.nextCursor });
    const names = [...first.items, ...second.items].map((policy) => policy.name.at(-1));
    expect(names).toEqual(["c", "a", "b"]);
    expect(second.nextCursor).toBeNull();
    await expect(listPolicies(ctx, { cursor: "nonsense" })).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });
});

describeWithDatabase("What a policy would hit", (getCtx) => {
  it("is shown with tags, devices and batches, and changes nothing", async () => {
    const ctx = getCtx();
    for (let number = 0; number < 25; number++) {
      await createDevice(ctx, { name: `device-${number}`, fleet: "edge", tags: number < 10 ? ["canary"] : [] });
    }
    await send(ctx, distributionPush("docker.io", "acme/gateway", "1.4.2"));
    await send(ctx, distributionPush("docker.io", "acme/gateway", "nightly"));
    const eventsBefore = await ctx.db.event.count();
    const preview = await previewPolicy(ctx, {
      imagePattern: "acme/*",
      tagRule: { kind: "semver", value: "^1.0.0" },
      deviceFilter: { fleets: ["edge"] },
    });
    expect(preview.images).toEqual([
      {
        image: "docker.io/acme/gateway",
        tags: expect.arrayContaining([
          { tag: "1.4.2", wins: true, reason: expect.any(String) },
          { tag: "nightly", wins: false, reason: "the tag nightly is not a version" },
        ]),
      },
    ]);
    expect(preview.devices.total).toBe(25);
    expect(preview.devices.sample).toHaveLength(20);
    expect(preview.devices.batches.map((batch) => batch.deviceCount)).toEqual([3, 10, 12]);
    expect(await ctx.db.event.count()).toBe(eventsBefore);
    expect(await ctx.db.policy.count()).toBe(0);
  });

  it("says which other policy would be asked instead", async () => {
    const ctx = getCtx();
    const rival = await aPolicy(ctx, { imagePattern: "acme/gateway", priority: 5 });
    const preview = await previewPolicy(ctx, { imagePattern: "acme/*" });
    expect(preview.images[0]?.tags[0]).toMatchObject({ wins: false, reason: expect.stringContaining("priority") });
    const edited = await previewPolicy(ctx, { imagePattern: "acme/gateway", priority: 5, policyId: rival.id });
    expect(edited.images[0]?.tags[0]).toMatchObject({ wins: true });
    await deletePolicy(ctx, { policyId: rival.id });
  });

  it("is refused for an impossible policy as saving it would be", async () => {
    await expect(previewPolicy(getCtx(), { imagePattern: "a b" })).rejects.toMatchObject({ code: "IMPOSSIBLE" });
    const nobodyAsks = as(getCtx(), anonymous);
    await expect(previewPolicy(nobodyAsks, { imagePattern: "a" })).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  });

  it("can be asked of one image and tag", async () => {
    const ctx = getCtx();
    const policy = await aPolicy(ctx, { imagePattern: "ghcr.io/acme/*" });
    const off = await aPolicy(ctx, { imagePattern: "ghcr.io/acme/gateway", enabled: false });
    expect(await matchPolicies(ctx, { image: "ghcr.io/Acme/Gateway:1.4.2" })).toEqual({
      image: "ghcr.io/acme/gateway",
      tag: "1.4.2",
      policy: { id: policy.id, name: policy.name },
      reason: "it is the only policy that matches",
      others: [{ policyId: off.id, name: off.name, reason: "it is switched off" }],
    });
    expect(await matchPolicies(ctx, { image: "quay.io/other/x" })).toMatchObject({ policy: null, tag: "latest" });
    await expect(matchPolicies(ctx, { image: "a b" })).rejects.toMatchObject({ code: "INVALID_INPUT" });
    await expect(matchPolicies(ctx, { image: "a", tag: "-" })).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });
});
