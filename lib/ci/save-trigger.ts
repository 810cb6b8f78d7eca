import { randomUUID } from "node:crypto";
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
import { checkTemplate } from "#lib/deployments/schedules/check-template.ts";
import { hideSecrets, openSecrets, sealVariables } from "#lib/deployments/secrets.ts";
import { holdEnvironment } from "#lib/environments/find.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError, notFound } from "#lib/kernel/errors.ts";
import { invalidInput, parseInput } from "#lib/kernel/input.ts";
import { requireProduct } from "#lib/products/find.ts";
import { holdTemplate } from "#lib/templates/show.ts";

/** Says what runs of a CI system start and stop. CONFLICT where there is a trigger of that name. */
export async function createTrigger(ctx: Context, rawInput: unknown): Promise<TriggerView> {
  requirePermission(ctx.actor, "deployments:write");
  const input = parseInput(createTriggerInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    await lockNames(tx);
    const id = randomUUID();
    const draft = await toDraft(ctx, tx, id, input);
    if (await isNameTaken(tx, draft.name, null)) throw nameTaken(draft.name);
    const trigger = await insertTrigger(tx, id, draft, { by: toActorView(ctx.actor), at: ctx.clock.now() });
    announce(ctx, tx, trigger);
    return showTrigger(trigger);
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
    // Values belong to their template. A secret that is shown as null, or left out, is meant to stay.
    const isSame = change.template === undefined || [template.id, template.slug].includes(change.template);
    const values = isSame ? before.variables : {};
    const kept = openSecrets(ctx, { id: triggerId, variables: values });
    const told = withoutNull(change.variables ?? hideSecrets(values));
    const wish = { ...before, ...named, ...withoutMissing(change), variables: { ...kept, ...told } };
    const draft = await toDraft(ctx, tx, triggerId, wish);
    refuseToTell(
      Object.keys(kept).filter((key) => !Object.hasOwn(told, key)),
      draft,
    );
    if (await isNameTaken(tx, draft.name, triggerId)) throw nameTaken(draft.name);
    const trigger = await saveTrigger(tx, triggerId, draft);
    announce(ctx, tx, trigger);
    return showTrigger(trigger);
  });
}

/** Leaves the values of secrets out: null says that there is one. */
export function showTrigger(trigger: TriggerView): TriggerView {
  return { ...trigger, variables: hideSecrets(trigger.variables) };
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

/** Tries the values out on the template as it is now, so that a slip is told before the first green run. */
async function toDraft(ctx: Context, tx: Transaction, id: string, wish: Wish): Promise<TriggerDraft> {
  const { name, repository, workflow, branch, mode, enabled } = wish;
  const product = await requireProduct(tx, wish.product);
  const environment = await holdEnvironment(tx, wish.environment);
  const template = await holdTemplate(tx, wish.template);
  const { secrets } = await checkTemplate(ctx, tx, {
    template: template.id,
    product: product.slug,
    environment: environment.slug,
    variables: wish.variables,
  });
  const open = Object.fromEntries(Object.entries(wish.variables).filter(([key]) => !Object.hasOwn(secrets, key)));
  const variables = sealVariables(ctx, id, open, secrets);
  const ids = { productId: product.id, environmentId: environment.id, templateId: template.id };
  return { name, repository, workflow, branch, variables, mode, enabled, ...ids };
}

/** A kept secret that the template takes for an ordinary value by now would be shown to everybody. */
function refuseToTell(keptNames: readonly string[], draft: TriggerDraft): void {
  const shown = hideSecrets(draft.variables);
  const told = keptNames.filter((name) => Object.hasOwn(shown, name) && shown[name] !== null);
  if (told.length === 0) return;
  const message = "The template does not keep this secret any more. Write a value that everybody may see.";
  throw invalidInput(...told.map((name) => ({ path: `variables.${name}`, message })));
}

function withoutNull(variables: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== null));
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
