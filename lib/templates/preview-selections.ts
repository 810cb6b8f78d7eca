import { freshnessOf } from "#lib/devices/freshness.ts";
import type { DeviceFilter } from "#lib/devices/rules/filter.ts";
import { countSelected, sampleSelected } from "#lib/devices/store-selection.ts";
import { canonicalJson } from "#lib/events/chain.ts";
import type { Context } from "#lib/kernel/context.ts";
import { planBatches } from "#lib/rollouts/rules/batches.ts";
import type { Plan } from "#lib/templates/rules/plan.ts";
import { selectionsOf } from "#lib/templates/rules/stage-devices.ts";
import type { SelectionPreview } from "#lib/templates/view.ts";

const DEVICES_SHOWN = 5;
/** Each costs two questions to the database; fifty stages of fifty regions would be thousands. */
const SELECTIONS_MAX = 60;

/** Counts what each stage's selections mean now, in the batches that a rollout would make of them. */
export async function previewSelections(
  ctx: Context,
  plan: Plan,
  outer: DeviceFilter,
): Promise<{ byStage: Map<string, SelectionPreview[]>; isCut: boolean }> {
  const all = plan.stages.flatMap((stage) =>
    selectionsOf(stage, outer).map((item) => ({ stage: stage.name, ...item })),
  );
  const byStage = new Map<string, SelectionPreview[]>();
  const counted = new Map<string, Promise<Pick<SelectionPreview, "total" | "sample">>>();
  for (const { stage, name, filter, batches } of all.slice(0, SELECTIONS_MAX)) {
    const key = canonicalJson(filter);
    const counting = counted.get(key) ?? count(ctx, filter);
    counted.set(key, counting);
    const { total, sample } = await counting;
    const shown = planBatches(batches, total).map(({ index, percent, deviceCount }) => ({
      index,
      percent,
      deviceCount,
    }));
    byStage.set(stage, [...(byStage.get(stage) ?? []), { name, total, sample, batches: shown }]);
  }
  return { byStage, isCut: all.length > SELECTIONS_MAX };
}

async function count(ctx: Context, filter: DeviceFilter): Promise<Pick<SelectionPreview, "total" | "sample">> {
  const freshness = freshnessOf(ctx);
  const [total, sample] = await Promise.all([
    countSelected(ctx.db, filter, freshness),
    sampleSelected(ctx.db, filter, freshness, DEVICES_SHOWN),
  ]);
  return { total, sample };
}
