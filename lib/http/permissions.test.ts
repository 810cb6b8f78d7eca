import { beforeAll, expect, it } from "vitest";
import { createToken } from "#lib/access/create-token.ts";
import { expandScopes, isScope, ROLES, SCOPES, type Scope } from "#lib/access/rules/scopes.ts";
import { createDevice } from "#lib/devices/create.ts";
import type { Operation } from "#lib/http/operation.ts";
import { operations } from "#lib/http/operations/all.ts";
import { describeWithDatabase } from "#lib/testing/database.ts";
import { call, useAsRuntime } from "#lib/testing/http.ts";

type Need = Scope | "everybody" | "a sender" | "anyone known" | "a person" | "the device";

/** Who may call what. Written out, so that a right given by mistake is a line that somebody has to change. */
const NEEDS: Record<string, Need> = {
  setUp: "everybody",
  describeMe: "anyone known",
  changePassword: "a person",
  listUsers: "users:read",
  createUser: "users:write",
  updateUser: "users:write",
  resetPassword: "users:write",
  listTokens: "tokens:read",
  createToken: "tokens:write",
  revokeToken: "tokens:write",
  listDeployments: "deployments:read",
  createDeployment: "deployments:write",
  deployFromTemplate: "deployments:write",
  deploy: "deployments:write",
  getDeployment: "deployments:read",
  listDeploymentLogs: "deployments:read",
  listDeploymentHistory: "deployments:read",
  cancelDeployment: "deployments:write",
  pauseDeployment: "deployments:write",
  resumeDeployment: "deployments:write",
  retryDeployment: "deployments:write",
  rollBackDeployment: "deployments:write",
  listProducts: "products:read",
  createProduct: "products:write",
  getProduct: "products:read",
  updateProduct: "products:write",
  deleteProduct: "products:write",
  createVersion: "versions:write",
  listVersions: "versions:read",
  getLatestVersion: "versions:read",
  compareVersions: "versions:read",
  getVersion: "versions:read",
  suggestNextVersion: "versions:read",
  readChangelog: "versions:read",
  importChangelog: "versions:write",
  updateVersion: "versions:write",
  deprecateVersion: "rollouts:write",
  restoreVersion: "rollouts:write",
  holdVersion: "rollouts:write",
  releaseVersion: "rollouts:write",
  listChannels: "products:read",
  createChannel: "products:write",
  getChannel: "products:read",
  updateChannel: "products:write",
  deleteChannel: "products:write",
  promoteVersion: "rollouts:write",
  withdrawVersion: "rollouts:write",
  uploadFile: "versions:write",
  listFiles: "versions:read",
  getFile: "versions:read",
  deleteFile: "versions:write",
  collectFiles: "versions:write",
  makeFileLink: "versions:read",
  fetchFile: "everybody",
  createUpload: "versions:write",
  getUpload: "versions:write",
  appendToUpload: "versions:write",
  dropUpload: "versions:write",
  describeUploads: "versions:write",
  compareArtifacts: "versions:read",
  compareFile: "versions:read",
  readDiffLines: "versions:read",
  compareImages: "versions:read",
  compareBuildApis: "versions:read",
  compareOpenapi: "versions:read",
  shareDiff: "versions:read",
  getSharedDiff: "versions:read",
  createArtifact: "versions:write",
  listArtifacts: "versions:read",
  getArtifact: "versions:read",
  downloadArtifact: "versions:read",
  revealEnvironment: "secrets:read",
  checkForUpdate: "everybody",
  readFeed: "everybody",
  reportOutcome: "everybody",
  readUpdateAnalytics: "versions:read",
  createPackage: "versions:write",
  listPackages: "versions:read",
  measurePull: "versions:read",
  createDistribution: "rollouts:write",
  listDistributions: "versions:read",
  getDistribution: "versions:read",
  changePercent: "rollouts:write",
  pauseDistribution: "rollouts:write",
  resumeDistribution: "rollouts:write",
  completeDistribution: "rollouts:write",
  cancelDistribution: "rollouts:write",
  listRollouts: "rollouts:read",
  startRollout: "rollouts:write",
  listActiveRollouts: "rollouts:read",
  getRollout: "rollouts:read",
  listRolloutDevices: "rollouts:read",
  getRolloutDevice: "rollouts:read",
  showGrid: "rollouts:read",
  readRolloutProgress: "rollouts:read",
  showFailureRateHistory: "rollouts:read",
  listRolloutEvents: "rollouts:read",
  pauseRollout: "rollouts:write",
  resumeRollout: "rollouts:write",
  cancelRollout: "rollouts:write",
  rollBackRollout: "rollouts:write",
  approveBatch: "rollouts:approve",
  retryFailedDevices: "rollouts:write",
  rollBackDevice: "rollouts:write",
  leaveOutDevice: "rollouts:write",
  retryFailedDevice: "rollouts:write",
  listHolds: "rollouts:read",
  releaseHold: "rollouts:write",
  listDevices: "devices:read",
  countDevices: "devices:read",
  createDevice: "devices:write",
  createDevices: "devices:write",
  enrollDevice: "everybody",
  summarizeDevices: "devices:read",
  countVersions: "devices:read",
  readAdoption: "devices:read",
  getDevice: "devices:read",
  updateDevice: "devices:write",
  retireDevice: "devices:write",
  rotateDeviceToken: "devices:write",
  listDeviceActions: "devices:read",
  explainDevice: "devices:read",
  listActionEntries: "devices:read",
  showTargetToken: "devices:write",
  rotateTargetToken: "devices:write",
  addTarget: "devices:write",
  makeGatewayToken: "tokens:write",
  listFleets: "fleets:read",
  createFleet: "fleets:write",
  getFleet: "fleets:read",
  updateFleet: "fleets:write",
  deleteFleet: "fleets:write",
  countFleetVersions: "devices:read",
  listEnrollmentTokens: "devices:write",
  createEnrollmentToken: "devices:write",
  revokeEnrollmentToken: "devices:write",
  listEnvironments: "environments:read",
  createEnvironment: "environments:write",
  getEnvironment: "environments:read",
  updateEnvironment: "environments:write",
  archiveEnvironment: "environments:write",
  previewDevices: "environments:read",
  showMatrix: "environments:read",
  showCell: "environments:read",
  assessRisk: "deployments:read",
  findRisk: "deployments:read",
  readCalibration: "deployments:read",
  listApprovals: "deployments:read",
  approveDeployment: "deployments:approve",
  rejectDeployment: "deployments:approve",
  previewPromotion: "deployments:read",
  promoteDeployment: "deployments:write",
  listDependencies: "products:read",
  saveDependency: "products:write",
  deleteDependency: "products:write",
  previewGroup: "deployments:read",
  startGroup: "deployments:write",
  getGroup: "deployments:read",
  listCiTriggers: "deployments:read",
  createCiTrigger: "deployments:write",
  getCiTrigger: "deployments:read",
  updateCiTrigger: "deployments:write",
  deleteCiTrigger: "deployments:write",
  listCiRuns: "deployments:read",
  tellState: "the device",
  takeReport: "the device",
  getDeviceFile: "the device",
  listHawkbitSettings: "devices:read",
  changeHawkbitSettings: "tokens:write",
  receiveRegistryWebhook: "a sender",
  receiveGithubWebhook: "a sender",
  receiveSourceWebhook: "a sender",
  listDeliveries: "webhooks:read",
  receiveStageCallback: "a sender",
  getDelivery: "webhooks:read",
  replayDelivery: "webhooks:write",
  listWebhookSources: "webhooks:read",
  createWebhookSource: "webhooks:write",
  getWebhookSource: "webhooks:read",
  updateWebhookSource: "webhooks:write",
  revokeWebhookSource: "webhooks:write",
  listRegistries: "registries:read",
  createRegistry: "registries:write",
  getRegistry: "registries:read",
  updateRegistry: "registries:write",
  deleteRegistry: "registries:write",
  testRegistry: "registries:write",
  listRegions: "regions:read",
  createRegion: "regions:write",
  getRegion: "regions:read",
  updateRegion: "regions:write",
  deleteRegion: "regions:write",
  testRegion: "regions:write",
  readLogPlace: "regions:write",
  takeLog: "regions:write",
  findDistribution: "versions:read",
  invalidateFile: "versions:write",
  readFileStats: "versions:read",
  readStats: "versions:read",
  listInvalidations: "regions:read",
  invalidatePaths: "versions:write",
  getInvalidation: "regions:read",
  retryInvalidation: "versions:write",
  serveProbe: "everybody",
  listPolicies: "policies:read",
  createPolicy: "policies:write",
  getPolicy: "policies:read",
  updatePolicy: "policies:write",
  replacePolicy: "policies:write",
  deletePolicy: "policies:write",
  previewPolicy: "policies:read",
  matchPolicies: "policies:read",
  readCalendar: "deployments:read",
  listCalendarRules: "deployments:read",
  createCalendarRule: "environments:write",
  previewCalendarRule: "deployments:read",
  updateCalendarRule: "environments:write",
  deleteCalendarRule: "environments:write",
  listLineStops: "deployments:read",
  stopLine: "deployments:write",
  liftLineStop: "deployments:write",
  scheduleDeployment: "deployments:write",
  listQueue: "deployments:read",
  cancelQueued: "deployments:write",
  rescheduleQueued: "deployments:write",
  prioritizeQueued: "deployments:write",
  requestOverride: "deployments:write",
  confirmOverride: "deployments:approve",
  readTimeline: "deployments:read",
  listSchedules: "deployments:read",
  createSchedule: "deployments:write",
  updateSchedule: "deployments:write",
  deleteSchedule: "deployments:write",
  listTemplates: "templates:read",
  createTemplate: "templates:write",
  importTemplate: "templates:write",
  templateSchema: "everybody",
  getTemplate: "templates:read",
  saveTemplate: "templates:write",
  archiveTemplate: "templates:write",
  exportTemplate: "templates:read",
  previewDeployment: "deployments:read",
  listEvents: "events:read",
  streamEvents: "events:read",
  exportEvents: "events:export",
  readAuditState: "events:read",
  listCheckpoints: "events:read",
  makeCheckpoint: "events:write",
  exportCheckpoints: "events:read",
  readAuditKey: "events:read",
  checkLog: "events:export",
  health: "everybody",
  ready: "everybody",
  status: "everybody",
  metrics: "everybody",
  openApi: "everybody",
};

/** Of nothing that exists: the answer to whoever may ask is then 404, or 400 for what is missing. */
const ID = "5b1f9b1a-3c9f-4b53-9d0a-6a0f4e5a1b11";

describeWithDatabase("Who may call what", (getCtx) => {
  const tokens = new Map<string, string>();
  let device = { id: "", token: "" };
  let otherDevice = { id: "", token: "" };

  beforeAll(async () => {
    useAsRuntime(getCtx());
    const bundles: [string, readonly string[]][] = [
      ...ROLES.map((role): [string, string[]] => [role, [role]]),
      ...SCOPES.map((scope): [string, string[]] => [`all but ${scope}`, SCOPES.filter((other) => other !== scope)]),
    ];
    for (const [name, scopes] of bundles) tokens.set(name, (await createToken(getCtx(), { name, scopes })).token);
    device = await createDevice(getCtx(), { name: "one" });
    otherDevice = await createDevice(getCtx(), { name: "two" });
  });

  async function statusOf(operation: Operation, token?: string, uuid = ID): Promise<number> {
    const names = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? "");
    const params = Object.fromEntries(names.map((name) => [name, name === "uuid" ? uuid : ID]));
    const body = operation.method === "GET" ? undefined : {};
    const response = await call(operation, { params, ...(token !== undefined && { token }), ...(body && { body }) });
    await response.body?.cancel();
    return response.status;
  }

  const outcomeOf = (status: number) => ([401, 403].includes(status) ? status : "allowed");

  it("is said for every operation", () => {
    expect(Object.keys(NEEDS).sort()).toEqual(operations.map((operation) => operation.id).sort());
  });

  it.each(operations.map((operation) => [operation.id, NEEDS[operation.id], operation] as const))(
    "%s: %s",
    async (_id, need, operation) => {
      if (need === undefined) throw new Error("The table above lacks it.");
      if (need === "everybody" || need === "a sender") return;
      expect(await statusOf(operation), "without a credential").toBe(401);
      expect(await statusOf(operation, "slp_wrong"), "with a wrong token").toBe(401);

      if (need === "the device") {
        expect(outcomeOf(await statusOf(operation, device.token, device.id)), "with its own token").toBe("allowed");
        expect(await statusOf(operation, otherDevice.token, device.id), "with another device's token").toBe(401);
        expect(await statusOf(operation, tokens.get("admin"), device.id), "with an administrator's token").toBe(401);
        return;
      }
      expect(await statusOf(operation, device.token), "with a device's token").toBe(401);
      for (const role of ROLES) {
        const may = isScope(need) ? expandScopes([role]).has(need) : need === "anyone known";
        const status = await statusOf(operation, tokens.get(role));
        expect(outcomeOf(status), `as ${role}`).toBe(may ? "allowed" : 403);
      }
      if (isScope(need)) expect(await statusOf(operation, tokens.get(`all but ${need}`)), "just without it").toBe(403);
    },
  );
});
