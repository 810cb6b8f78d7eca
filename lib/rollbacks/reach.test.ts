import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import type { Reach } from "#lib/access/rules/reach.ts";
import { countNamed } from "#lib/access/teams/store-names.ts";
import { listEvents } from "#lib/events/list.ts";
import { executeRollbackPlan } from "#lib/rollbacks/execute.ts";
import { listRollbackPlans } from "#lib/rollbacks/list.ts";
import { RollbackWorld } from "#lib/rollbacks/testing/rollback-world.ts";
import { listRollouts } from "#lib/rollouts/list.ts";
import { aToken, as } from "#lib/testing/builders.ts";
import { describeOnPostgres } from "#lib/testing/database.ts";

describeOnPostgres("Of rollbacks in an environment of others", (getCtx) => {
  it("nothing is shown: no plan, no rollout of it, no report, no event", async () => {
    const world = await RollbackWorld.with(getCtx());
    const { environmentId, rollouts } = world.deployments;
    const plan = await world.plan();
    await world.approve(plan);
    await executeRollbackPlan(world.author, { planId: plan.id, contentDigest: plan.contentDigest });
    await world.settle();
    const seen = await world.see(plan.id);
    const rolloutId = seen.executions[0]?.rollouts[0]?.id ?? "";
    const incidentId = seen.incident?.id ?? "";

    const look = async (reach: Reach) => {
      const ctx = as(getCtx(), { ...aToken("rollbacks:read", "rollouts:read", "events:read"), reach });
      const events = await listEvents(ctx, { limit: 500, product: rollouts.productId });
      const subjects = new Set(events.items.map(({ subject }) => subject.id));
      const { outside } = await countNamed(
        getCtx().db,
        { ids: [rolloutId, incidentId, plan.id], slugs: [], images: [] },
        reach,
      );
      return {
        plans: (await listRollbackPlans(ctx, { product: rollouts.slug })).items.length,
        rollouts: (await listRollouts(ctx, { limit: 500 })).items.filter(({ id }) => id === rolloutId).length,
        events: [plan.id, rolloutId, incidentId].filter((id) => subjects.has(id)).length,
        outside,
      };
    };
    const productIds = new Set([rollouts.productId]);
    expect(await look({ productIds, environmentIds: new Set([environmentId]) })).toEqual({
      plans: 1,
      rollouts: 1,
      events: 3,
      outside: 0,
    });
    expect(await look({ productIds, environmentIds: new Set([randomUUID()]) })).toEqual({
      plans: 0,
      rollouts: 0,
      events: 0,
      outside: 3,
    });
  });
});
