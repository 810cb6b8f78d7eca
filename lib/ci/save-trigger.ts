import { requirePermission } from "#lib/access/require-permission.ts";
import { toActorView } from "#lib/access/rules/actor.ts";
import { createTriggerInput, updateTriggerInput } from "#lib/ci/input.ts";
import {
  findTriggerRow,
  insertTrigger,
  isNameTaken,
  lockNames,
  lockTrigger,
  saveTrigger,
  type TriggerDraft,
} from "#lib/ci/store-triggers.ts";
import type { TriggerView } from "#lib/ci/view.ts";
import type { Queryable, Transaction } from "#lib/database/client.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { holdEnvironment } from "#lib/environments/find.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError, notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { requireProduct } from "#lib/products/find.ts";
import { holdTemplate } from "#lib/templates/show.ts";

/** Says what runs of a CI system start and stop. CONFLICT where there is a trigger of that name. */
export async function createTrigger(ctx: Context, rawInput: unknown): Promise<TriggerView> {
  requirePermission(ctx.actor, "deployments:write");
  const input = parseInput(createTriggerInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    await lockNames(tx);
    const draft = await toDraft(tx, input);
    if (await isNameTaken(tx, draft.name, null)) throw nameTaken(draft.name);
    const trigger = await insertTrigger(tx, draft, toActorView(ctx.actor), ctx.clock.now());
    announce(ctx, tx, trigger);
    return trigger;
  });
}

/** Changes the given fields of a trigger. What it started stays as it is. */
export async function updateTrigger(ctx: Context, rawInput: unknown): Promise<TriggerView> {
  requirePermission(ctx.actor, "deployments:write");
  const { triggerId, ...change } = parseInput(updateTriggerInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    await lockNames(tx);
    await lockTrigger(tx, triggerId);
    const { product, environment, template, ...before } = await requireTrigger(tx, triggerId);
    const named = { product: product.id, environment: environment.id, template: template.id };
    const draft = await toDraft(tx, { ...before, ...named, ...withoutMissing(change) });
    if (await isNameTaken(tx, draft.name, triggerId)) throw nameTaken(draft.name);
    const trigger = await saveTrigger(tx, triggerId, draft);
    announce(ctx, tx, trigger);
    return trigger;
  });
}

export async function requireTrigger(db: Queryable, triggerId: string): Promise<TriggerView> {
  const trigger = await findTriggerRow(db, triggerId);
  if (!trigger) throw notFound("CI trigger");
  return trigger;
}

type Wish = Omit<TriggerDraft, "productId" | "environmentId" | "templateId"> & {
  product: string;
  environment: string;
  template: string;
};

async function toDraft(tx: Transaction, wish: Wish): Promise<TriggerDraft> {
  const { name, repository, workflow, branch, variables, mode, enabled } = wish;
  const product = await requireProduct(tx, wish.product);
  const environment = await holdEnvironment(tx, wish.environment);
  const template = await holdTemplate(tx, wish.template);
  const ids = { productId: product.id, environmentId: environment.id, templateId: template.id };
  return { name, repository, workflow, branch, variables, mode, enabled, ...ids };
}

/** A field that was not sent changes nothing. */
function withoutMissing<Fields extends Record<string, unknown>>(
  fields: Fields,
): { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> } {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> };
}

function nameTaken(name: string): DomainError {
  return new DomainError("CONFLICT", `There already is a CI trigger called ${name}.`, {
    errors: [{ path: "name", message: "Choose another name." }],
  });
}

function announce(ctx: Context, tx: Transaction, trigger: TriggerView): void {
  const { id, name, product, repository, workflow, branch, environment, template, mode, enabled } = trigger;
  recordEvent(ctx, tx, {
    type: "ci_trigger_saved",
    subject: { kind: "ciTrigger", id },
    productId: product.id,
    // The values may be secrets: they stay out of the log.
    data: { name, repository, workflow, branch, environment: environment.slug, template: template.slug, mode, enabled },
  });
}
