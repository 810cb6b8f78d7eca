import { requirePermission } from "#lib/access/require-permission.ts";
import { freshnessOf } from "#lib/devices/freshness.ts";
import { countSelected, sampleSelected } from "#lib/devices/store-selection.ts";
import { refuseImpossible } from "#lib/intake/check-policy.ts";
import { previewPolicyInput, toPolicyDraft } from "#lib/intake/input-policies.ts";
import { choosePolicy } from "#lib/intake/rules/choose-policy.ts";
import { matchesImage } from "#lib/intake/rules/image-pattern.ts";
import { normalizeReference } from "#lib/registries/rules/image-reference.ts";
import type { Policy, PolicyDraft } from "#lib/intake/rules/policy.ts";
import { selectKnownTags } from "#lib/intake/store-image-tags.ts";
import { selectAllPolicies } from "#lib/intake/store-policies.ts";
import type { PolicyPreview, PreviewImage } from "#lib/intake/view-policies.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { planBatches } from "#lib/rollouts/rules/batches.ts";

const DEVICES_SHOWN = 20;
const IMAGES_SHOWN = 20;
const TAGS_SHOWN = 20;

/**
 * Shows what a policy would hit: repositories and tags that we have heard of, and devices with their batches. The same
 * rules answer as for a real push. Changes nothing.
 */
export async function previewPolicy(ctx: Context, rawInput: unknown): Promise<PolicyPreview> {
  requirePermission(ctx.actor, "policies:read");
  const { policyId, ...input } = parseInput(previewPolicyInput, rawInput);
  const draft = toPolicyDraft(input);
  refuseImpossible(ctx, draft);

  const freshness = freshnessOf(ctx);
  const [policies, known, total, sample] = await Promise.all([
    selectAllPolicies(ctx.db),
    selectKnownTags(ctx.db),
    countSelected(ctx.db, draft.deviceFilter, freshness),
    sampleSelected(ctx.db, draft.deviceFilter, freshness, DEVICES_SHOWN),
  ]);
  const rivals = policies.filter((policy) => policy.id !== policyId);
  const candidate = toCandidate(draft, policies.find((policy) => policy.id === policyId) ?? null, ctx.clock.now());
  const images = previewImages(candidate, rivals, known);
  return {
    images: images.slice(0, IMAGES_SHOWN).map((item) => ({ ...item, tags: item.tags.slice(0, TAGS_SHOWN) })),
    isShortened: images.length > IMAGES_SHOWN || images.some((item) => item.tags.length > TAGS_SHOWN),
    devices: {
      total,
      sample,
      batches: planBatches(draft.batches, total).map(({ index, percent, deviceCount }) => ({
        index,
        percent,
        deviceCount,
      })),
    },
  };
}

/** A policy that is not saved yet competes as the youngest; one that is being edited keeps its age. */
function toCandidate(draft: PolicyDraft, edited: Policy | null, now: Date): Policy {
  const { id, createdAt } = edited ?? { id: "ffffffff-ffff-ffff-ffff-ffffffffffff", createdAt: now };
  return { ...draft, id, createdAt, updatedAt: now };
}

function previewImages(
  candidate: Policy,
  rivals: readonly Policy[],
  known: readonly { image: string; tag: string }[],
): PreviewImage[] {
  const byImage = Map.groupBy(known, (item) => item.image);
  return [...byImage].flatMap(([image, items]) => {
    const name = normalizeReference(image);
    if (!name || !matchesImage(candidate.imagePattern, name)) return [];
    const tags = items.map(({ tag }) => {
      const choice = choosePolicy([candidate, ...rivals], name, tag);
      const wins = choice.chosen?.id === candidate.id;
      const own = choice.others.find((other) => other.policyId === candidate.id);
      return { tag, wins, reason: wins ? choice.reason : (own?.reason ?? choice.reason) };
    });
    return [{ image, tags }];
  });
}
