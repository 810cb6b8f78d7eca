import { deleteAction, getAction, listActions, listEntries, updateAction } from "#lib/hawkbit/management/actions.ts";
import {
  deleteArtifact,
  downloadArtifact,
  getArtifact,
  listArtifacts,
  uploadArtifact,
} from "#lib/hawkbit/management/artifacts.ts";
import { assignSet, assignTarget } from "#lib/hawkbit/management/assignments.ts";
import type { ManagementHandler } from "#lib/hawkbit/management/call.ts";
import { deleteConfig, getConfig, listConfigs, putConfig } from "#lib/hawkbit/management/configs.ts";
import { createModules, deleteModule, getModule, listModules } from "#lib/hawkbit/management/modules.ts";
import { createSets, deleteSet, getSet, listSets } from "#lib/hawkbit/management/sets.ts";
import {
  createTargets,
  deleteTarget,
  getAssignedSet,
  getAttributes,
  getInstalledSet,
  getTarget,
  listTargets,
  updateTarget,
} from "#lib/hawkbit/management/targets.ts";

type Methods = Readonly<Record<string, ManagementHandler>>;

/** Finds what an address below the API's root stands for, by method; null where it stands for nothing. */
export function findResource(segments: readonly string[]): Methods | null {
  const [noun, ...rest] = segments;
  switch (noun) {
    case "system":
      return findConfig(rest);
    case "targets":
      return findTarget(rest);
    case "softwaremodules":
      return findModule(rest);
    case "distributionsets":
      return findSet(rest);
    default:
      return null;
  }
}

function findConfig([noun, key, ...more]: readonly string[]): Methods | null {
  if (noun !== "configs" || more.length > 0) return null;
  if (key === undefined) return { GET: listConfigs };
  return {
    GET: (call) => getConfig(call, key),
    PUT: (call) => putConfig(call, key),
    DELETE: (call) => deleteConfig(call, key),
  };
}

function findTarget([controllerId, noun, id, sub, ...more]: readonly string[]): Methods | null {
  if (more.length > 0) return null;
  if (controllerId === undefined) return { GET: listTargets, POST: createTargets };
  if (noun === undefined) {
    return {
      GET: (call) => getTarget(call, controllerId),
      PUT: (call) => updateTarget(call, controllerId),
      DELETE: (call) => deleteTarget(call, controllerId),
    };
  }
  if (noun === "actions" && id !== undefined) return findAction(controllerId, readId(id), sub);
  if (id !== undefined) return null;
  switch (noun) {
    case "attributes":
      return { GET: (call) => getAttributes(call, controllerId) };
    case "actions":
      return { GET: (call) => listActions(call, controllerId) };
    case "assignedDS":
      return {
        GET: (call) => getAssignedSet(call, controllerId),
        POST: (call) => assignTarget(call, controllerId),
      };
    case "installedDS":
      return { GET: (call) => getInstalledSet(call, controllerId) };
    default:
      return null;
  }
}

function findAction(controllerId: string, actionId: number | null, sub: string | undefined): Methods | null {
  if (actionId === null) return null;
  const place = { controllerId, actionId };
  if (sub === "status") return { GET: (call) => listEntries(call, place) };
  if (sub !== undefined) return null;
  return {
    GET: (call) => getAction(call, place),
    PUT: (call) => updateAction(call, place),
    DELETE: (call) => deleteAction(call, place),
  };
}

function findModule([idText, noun, artifactText, sub, ...more]: readonly string[]): Methods | null {
  if (more.length > 0) return null;
  if (idText === undefined) return { GET: listModules, POST: createModules };
  const moduleId = readId(idText);
  if (moduleId === null) return null;
  if (noun === undefined) {
    return { GET: (call) => getModule(call, moduleId), DELETE: (call) => deleteModule(call, moduleId) };
  }
  if (noun !== "artifacts") return null;
  if (artifactText === undefined) {
    return { GET: (call) => listArtifacts(call, moduleId), POST: (call) => uploadArtifact(call, moduleId) };
  }
  const artifactId = readId(artifactText);
  if (artifactId === null) return null;
  const place = { moduleId, artifactId };
  if (sub === "download") return { GET: (call) => downloadArtifact(call, place) };
  if (sub !== undefined) return null;
  return { GET: (call) => getArtifact(call, place), DELETE: (call) => deleteArtifact(call, place) };
}

function findSet([idText, noun, ...more]: readonly string[]): Methods | null {
  if (more.length > 0) return null;
  if (idText === undefined) return { GET: listSets, POST: createSets };
  const setId = readId(idText);
  if (setId === null) return null;
  if (noun === undefined) {
    return { GET: (call) => getSet(call, setId), DELETE: (call) => deleteSet(call, setId) };
  }
  return noun === "assignedTargets" ? { POST: (call) => assignSet(call, setId) } : null;
}

const ID_MAX = 2_147_483_647;

/** Ids are numbers of 31 bits; anything else names nothing. */
function readId(text: string): number | null {
  if (!/^\d{1,10}$/.test(text)) return null;
  const id = Number(text);
  return id >= 1 && id <= ID_MAX ? id : null;
}
