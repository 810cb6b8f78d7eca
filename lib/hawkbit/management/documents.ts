// What callers of the management API get back. Times are epoch milliseconds; what is not there is left out.
import type { ActionRow, EntryRow } from "#lib/hawkbit/management/store-actions.ts";
import type { ArtifactRow, ModuleRow } from "#lib/hawkbit/management/store-modules.ts";
import type { SetRow } from "#lib/hawkbit/management/store-sets.ts";
import type { TargetRow } from "#lib/hawkbit/management/store-targets.ts";
import type { VersionedRow } from "#lib/hawkbit/management/store-versioned.ts";
import { isComplete, moduleTypeNames, setTypeNames } from "#lib/hawkbit/rules/sets.ts";
import { actionStatusWord, actionTypeWord, forceTypeWord } from "#lib/hawkbit/rules/vocabulary.ts";
import { windowState } from "#lib/hawkbit/rules/window.ts";

const WEIGHT_DEFAULT = 1000;
/** For what has no author in our tables. */
const SYSTEM = "system";

export interface TargetFacts {
  /** In clear; null for those who may not see it. */
  securityToken: string | null;
  /** How long it may be silent: its own pause, and how much later it counts as overdue. */
  pollSeconds: number;
  overdueSeconds: number;
  now: Date;
}

export function targetDocument(root: string, row: TargetRow, facts: TargetFacts) {
  const self = `${root}/targets/${encodeURIComponent(row.controllerId)}`;
  return {
    createdBy: SYSTEM,
    createdAt: row.createdAt.getTime(),
    lastModifiedBy: SYSTEM,
    lastModifiedAt: row.createdAt.getTime(),
    name: row.name,
    ...(row.description !== "" && { description: row.description }),
    controllerId: row.controllerId,
    updateStatus: row.updateStatus,
    ...(row.lastSeenAt && { lastControllerRequestAt: row.lastSeenAt.getTime() }),
    ...(row.installedAt && { installedAt: row.installedAt.getTime() }),
    ...(row.address !== null && { ipAddress: row.address, address: addressUri(row.address) }),
    ...(row.lastSeenAt && { pollStatus: pollStatus(row.lastSeenAt, facts) }),
    ...(facts.securityToken !== null && { securityToken: facts.securityToken }),
    requestAttributes: row.wantsAttributes,
    _links: links({
      self,
      assignedDS: `${self}/assignedDS`,
      installedDS: `${self}/installedDS`,
      attributes: `${self}/attributes`,
      actions: `${self}/actions?offset=0&limit=50&sort=id:DESC`,
    }),
  };
}

function pollStatus(lastSeenAt: Date, { pollSeconds, overdueSeconds, now }: TargetFacts) {
  const nextExpectedRequestAt = lastSeenAt.getTime() + pollSeconds * 1000;
  const overdue = now.getTime() > nextExpectedRequestAt + overdueSeconds * 1000;
  return { lastRequestAt: lastSeenAt.getTime(), nextExpectedRequestAt, overdue };
}

function addressUri(address: string): string {
  return address.includes(":") ? `http://[${address}]` : `http://${address}`;
}

export function moduleDocument(root: string, row: ModuleRow) {
  const self = `${root}/softwaremodules/${row.id}`;
  return {
    ...versionedFields(row, moduleTypeNames[row.type]),
    ...(row.vendor !== null && { vendor: row.vendor }),
    encrypted: row.encrypted,
    locked: row.isLocked,
    deleted: row.deletedAt !== null,
    complete: true,
    _links: links({ self, artifacts: `${self}/artifacts` }),
  };
}

export function artifactDocument(root: string, row: ArtifactRow) {
  const self = `${root}/softwaremodules/${row.moduleId}/artifacts/${row.number}`;
  return {
    createdBy: row.uploadedBy,
    createdAt: row.uploadedAt.getTime(),
    lastModifiedBy: row.uploadedBy,
    lastModifiedAt: row.uploadedAt.getTime(),
    id: row.number,
    providedFilename: row.fileName,
    size: row.size,
    hashes: { sha1: row.sha1, md5: row.md5, sha256: row.sha256 },
    _links: links({ self, download: `${self}/download` }),
  };
}

export function setDocument(root: string, row: SetRow, modules: readonly ModuleRow[]) {
  const complete = isComplete(
    row.type,
    modules.map((module) => module.type),
  );
  return {
    ...versionedFields(row, setTypeNames[row.type]),
    modules: modules.map((module) => moduleDocument(root, module)),
    requiredMigrationStep: row.requiredMigrationStep,
    complete,
    locked: row.lockedAt !== null,
    deleted: row.deletedAt !== null,
    valid: true,
    _links: links({ self: `${root}/distributionsets/${row.id}` }),
  };
}

export function actionDocument(root: string, row: ActionRow, now: Date) {
  const target = `${root}/targets/${encodeURIComponent(row.controllerId)}`;
  const self = `${target}/actions/${row.id}`;
  const status = actionStatusWord({ ...row, isClosed: row.hasEnded });
  const window = row.window && windowState(row.window, now);
  return {
    createdBy: row.createdBy ?? SYSTEM,
    createdAt: row.createdAt.getTime(),
    lastModifiedBy: SYSTEM,
    lastModifiedAt: row.updatedAt.getTime(),
    id: row.id,
    type: actionTypeWord(status),
    status,
    active: !row.hasEnded,
    forceType: forceTypeWord(row.forceType),
    ...(row.forceType === "timeForced" && row.forcedAt && { forceTime: row.forcedAt.getTime() }),
    weight: row.weight ?? WEIGHT_DEFAULT,
    ...(row.window && {
      maintenanceWindow: {
        ...row.window,
        ...(window?.nextStartAt && { nextStartAt: window.nextStartAt.getTime() }),
      },
    }),
    ...(row.lastStatusCode !== null && { lastStatusCode: row.lastStatusCode }),
    ...(row.rolloutNumber !== null && { rollout: row.rolloutNumber, rolloutName: `Rollout #${row.rolloutNumber}` }),
    _links: {
      self: { href: self },
      target: { href: target, name: row.targetName },
      ...(row.setId !== null && {
        distributionset: { href: `${root}/distributionsets/${row.setId}`, name: `${row.setName}:${row.setVersion}` },
      }),
      status: { href: `${self}/status?offset=0&limit=50&sort=id:DESC` },
    },
  };
}

export function entryDocument(row: EntryRow) {
  return {
    id: Number(row.id),
    type: row.type,
    messages: row.messages,
    reportedAt: row.reportedAt.getTime(),
    timestamp: (row.deviceTime ?? row.reportedAt).getTime(),
    ...(row.code !== null && { code: row.code }),
  };
}

export function listDocument(content: readonly object[], total: number) {
  return { content, total, size: content.length };
}

function versionedFields(row: VersionedRow<string>, typeName: string) {
  return {
    createdBy: row.createdBy,
    createdAt: row.createdAt.getTime(),
    lastModifiedBy: row.lastModifiedBy,
    lastModifiedAt: row.lastModifiedAt.getTime(),
    id: row.id,
    name: row.name,
    version: row.version,
    type: row.type,
    typeName,
    ...(row.description !== null && { description: row.description }),
  };
}

function links(addresses: Readonly<Record<string, string>>) {
  return Object.fromEntries(Object.entries(addresses).map(([name, href]) => [name, { href }]));
}
