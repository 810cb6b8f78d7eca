import { requirePermission } from "#lib/access/require-permission.ts";
import type { Transaction } from "#lib/database/client.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { HawkbitAnswer } from "#lib/hawkbit/exchange.ts";
import { authorship } from "#lib/hawkbit/management/authorship.ts";
import { Refusal, type ManagementCall } from "#lib/hawkbit/management/call.ts";
import { listDocument, setDocument } from "#lib/hawkbit/management/documents.ts";
import { createSetsInput } from "#lib/hawkbit/management/input.ts";
import { noSuchModule } from "#lib/hawkbit/management/modules.ts";
import { listClauses } from "#lib/hawkbit/management/store-list.ts";
import { lockModules } from "#lib/hawkbit/management/store-modules.ts";
import {
  findSetRow,
  insertSet,
  lockSet,
  saveSetDeletion,
  selectModulesOfSets,
  selectSetPage,
  selectSets,
  setList,
  type SetRow,
} from "#lib/hawkbit/management/store-sets.ts";
import { isSetType, modulesFault, SET_TYPE_DEFAULT, setTypes, type SetType } from "#lib/hawkbit/rules/sets.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** Makes sets: all of them or, when one is refused, none. */
export async function createSets(call: ManagementCall): Promise<HawkbitAnswer> {
  const { ctx, request, tenant } = call;
  requirePermission(ctx.actor, "versions:write");
  const drafts = parseInput(createSetsInput, await request.readJson());
  const rows = await inTransaction(ctx, async (tx) => {
    const ids: number[] = [];
    for (const { name, version, type: typeText, description, modules, requiredMigrationStep } of drafts) {
      const type = readSetType(typeText);
      const moduleIds = [...new Set((modules ?? []).map((module) => module.id))];
      await requireFittingModules(tx, tenant, type, moduleIds);
      const draft = { tenant, name, version, type, moduleIds };
      const rest = { description: description ?? null, requiredMigrationStep: requiredMigrationStep ?? false };
      const id = await insertSet(tx, { ...draft, ...rest }, authorship(ctx));
      if (id === null) throw new Refusal(409, `There already is a set ${name}:${version} of type ${type}.`);
      ids.push(id);
      const subject = { kind: "set" as const, id: String(id) };
      const data = { name: `${name}:${version}`, tenant, type, moduleIds };
      recordEvent(ctx, tx, { type: "set_created", subject, data });
    }
    return selectSets(tx, tenant, ids);
  });
  return { status: 201, json: await describe(call, rows) };
}

/** A deleted set can still be read, as such. */
export async function getSet(call: ManagementCall, setId: number): Promise<HawkbitAnswer> {
  requirePermission(call.ctx.actor, "versions:read");
  const set = await findSetRow(call.ctx.db, call.tenant, setId);
  if (set === null) throw noSuchSet(setId);
  const [document] = await describe(call, [set]);
  return { status: 200, json: document };
}

export async function listSets(call: ManagementCall): Promise<HawkbitAnswer> {
  const { ctx, request, tenant } = call;
  requirePermission(ctx.actor, "versions:read");
  const clauses = listClauses(request.query, setList, ctx.clock.now());
  const { rows, total } = await selectSetPage(ctx.db, tenant, clauses);
  return { status: 200, json: listDocument(await describe(call, rows), total) };
}

/** Deletes a set, assigned or not; actions that are under way go on. Once deleted, repeats change nothing. */
export async function deleteSet({ ctx, tenant }: ManagementCall, setId: number): Promise<HawkbitAnswer> {
  requirePermission(ctx.actor, "versions:write");
  await inTransaction(ctx, async (tx) => {
    const set = await lockSet(tx, tenant, setId);
    if (set === null) throw noSuchSet(setId);
    if (set.deletedAt !== null) return;
    await saveSetDeletion(tx, setId, authorship(ctx));
    const subject = { kind: "set" as const, id: String(setId) };
    recordEvent(ctx, tx, { type: "set_deleted", subject, data: { name: `${set.name}:${set.version}`, tenant } });
  });
  return { status: 204 };
}

export function noSuchSet(setId: number): Refusal {
  return new Refusal(404, `There is no distribution set ${setId}.`);
}

function readSetType(text: string | null | undefined): SetType {
  if (text == null || text === "") return SET_TYPE_DEFAULT;
  if (isSetType(text)) return text;
  throw new Refusal(404, `There is no set type ${text}: use ${setTypes.join(", ")}.`);
}

/** The modules are locked, so that none is deleted between this look and the set that takes them. */
async function requireFittingModules(
  tx: Transaction,
  tenant: string,
  type: SetType,
  ids: readonly number[],
): Promise<void> {
  const modules = (await lockModules(tx, tenant, ids)).filter((module) => module.deletedAt === null);
  const missing = ids.find((id) => !modules.some((module) => module.id === id));
  if (missing !== undefined) throw noSuchModule(missing);
  const fault = modulesFault(
    type,
    modules.map((module) => module.type),
  );
  if (fault !== null) throw new Refusal(400, fault);
}

async function describe({ ctx, root }: ManagementCall, rows: readonly SetRow[]): Promise<object[]> {
  const modules = await selectModulesOfSets(
    ctx.db,
    rows.map((row) => row.id),
  );
  return rows.map((row) => setDocument(root, row, modules.get(row.id) ?? []));
}
