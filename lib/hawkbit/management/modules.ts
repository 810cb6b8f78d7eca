import { requirePermission } from "#lib/access/require-permission.ts";
import { removeUnused } from "#lib/artifacts/keep-content.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { HawkbitAnswer } from "#lib/hawkbit/exchange.ts";
import { authorship } from "#lib/hawkbit/management/authorship.ts";
import { Refusal, type ManagementCall } from "#lib/hawkbit/management/call.ts";
import { listDocument, moduleDocument } from "#lib/hawkbit/management/documents.ts";
import { createModulesInput } from "#lib/hawkbit/management/input.ts";
import { listClauses } from "#lib/hawkbit/management/store-list.ts";
import {
  findModuleRow,
  insertModule,
  lockModules,
  moduleList,
  saveModuleDeletion,
  selectModulePage,
  selectModules,
  type ModuleRow,
} from "#lib/hawkbit/management/store-modules.ts";
import { isModuleType, moduleTypes } from "#lib/hawkbit/rules/sets.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** Makes modules: all of them or, when one is refused, none. */
export async function createModules({ ctx, request, tenant, root }: ManagementCall): Promise<HawkbitAnswer> {
  requirePermission(ctx.actor, "versions:write");
  const drafts = parseInput(createModulesInput, await request.readJson());
  const rows = await inTransaction(ctx, async (tx) => {
    const ids: number[] = [];
    for (const { name, version, type, description, vendor, encrypted } of drafts) {
      if (!isModuleType(type))
        throw new Refusal(404, `There is no module type ${type}: use ${moduleTypes.join(" or ")}.`);
      const draft = { tenant, name, version, type };
      const rest = { description: description ?? null, vendor: vendor ?? null, encrypted: encrypted ?? false };
      const id = await insertModule(tx, { ...draft, ...rest }, authorship(ctx));
      if (id === null) throw new Refusal(409, `There already is a module ${name}:${version} of type ${type}.`);
      ids.push(id);
      const subject = { kind: "module" as const, id: String(id) };
      recordEvent(ctx, tx, { type: "module_created", subject, data: { name: `${name}:${version}`, tenant, type } });
    }
    return selectModules(tx, tenant, ids);
  });
  return { status: 201, json: rows.map((row) => moduleDocument(root, row)) };
}

/** A deleted module can still be read, as such. */
export async function getModule(call: ManagementCall, moduleId: number): Promise<HawkbitAnswer> {
  requirePermission(call.ctx.actor, "versions:read");
  return { status: 200, json: moduleDocument(call.root, await requireModule(call, moduleId)) };
}

export async function listModules({ ctx, request, tenant, root }: ManagementCall): Promise<HawkbitAnswer> {
  requirePermission(ctx.actor, "versions:read");
  const clauses = listClauses(request.query, moduleList, ctx.clock.now());
  const { rows, total } = await selectModulePage(ctx.db, tenant, clauses);
  const content = rows.map((row) => moduleDocument(root, row));
  return { status: 200, json: listDocument(content, total) };
}

/** Deletes a module that nothing uses any more. Scripts delete it once for each of its files, so repeats succeed. */
export async function deleteModule({ ctx, tenant }: ManagementCall, moduleId: number): Promise<HawkbitAnswer> {
  requirePermission(ctx.actor, "versions:write");
  const contents = await inTransaction(ctx, async (tx) => {
    const [row] = await lockModules(tx, tenant, [moduleId]);
    if (!row) throw noSuchModule(moduleId);
    if (row.deletedAt !== null) return [];
    if (row.isUsed) throw new Refusal(423, "A distribution set or a running action has this module.");
    const subject = { kind: "module" as const, id: String(moduleId) };
    const data = { name: `${row.name}:${row.version}`, tenant };
    recordEvent(ctx, tx, { type: "module_deleted", subject, data });
    return saveModuleDeletion(tx, moduleId, authorship(ctx));
  });
  await removeUnused(ctx, contents);
  return { status: 204 };
}

export async function requireModule({ ctx, tenant }: ManagementCall, moduleId: number): Promise<ModuleRow> {
  const row = await findModuleRow(ctx.db, tenant, moduleId);
  if (row === null) throw noSuchModule(moduleId);
  return row;
}

export function noSuchModule(moduleId: number): Refusal {
  return new Refusal(404, `There is no software module ${moduleId}.`);
}
