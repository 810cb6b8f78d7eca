import { tellFailure } from "#lib/registries/rules/failure-sentence.ts";
import type { TagListOutcome, TagOutcome } from "#lib/registries/rules/registry-answer.ts";
import { saveCheck } from "#lib/registries/store.ts";
import type { Context } from "#lib/kernel/context.ts";

/** Notes at a registry whether the last call got through. A tag that does not exist is no trouble of the registry's. */
export async function noteCheck(ctx: Context, host: string, outcome: TagOutcome | TagListOutcome): Promise<void> {
  const isTrouble = outcome.kind === "unreachable" || outcome.kind === "denied" || outcome.kind === "limited";
  await saveCheck(ctx.db, host, isTrouble ? tellFailure(outcome, { host, tag: "" }) : null, ctx.clock.now());
}
