import { randomUUID } from "node:crypto";
import { afterAll, expect, it } from "vitest";
import { createToken } from "#lib/access/create-token.ts";
import { systemActor } from "#lib/access/rules/actor.ts";
import type { Operation } from "#lib/http/operation.ts";
import { operations } from "#lib/http/operations/all.ts";
import { DeployWorld } from "#lib/deployments/testing/deploy-world.ts";
import { getRuntime, makeContext } from "#lib/kernel/runtime.ts";
import { tick } from "#lib/orchestrator/tick.ts";
import { describeWithDatabase } from "#lib/testing/database.ts";
import { call, useAsRuntime } from "#lib/testing/http.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { startDeployment } from "#lib/deployments/start.ts";
import { failsIt, RollbackWorld } from "#lib/rollbacks/testing/rollback-world.ts";
import { DeploymentWorld } from "#lib/testing/deployment-world.ts";
import { aDigest } from "#lib/testing/rollout-world.ts";

/** Nobody listens there, and connecting says so at once. */
const REGISTRY = "127.0.0.1:9";
const IMAGE = `${REGISTRY}/acme/gateway`;
const PASSWORD = "a password for the answers";

/** Answered otherwise than with one piece of JSON, only to a person's session, or to a token of its own. */
const CHECKED_ELSEWHERE = [
  "appendToUpload",
  "beginSecondFactor",
  "changePassword",
  "confirmSecondFactor",
  "checkLog",
  "createUpload",
  "describeUploads",
  "downloadArtifact",
  "dropUpload",
  "exportCheckpoints",
  "exportEvents",
  "exportTemplate",
  "fetchFile",
  "getDeviceFile",
  "getUpload",
  "listAppliedMigrations",
  "listMyIdentities",
  "listMySessions",
  "markNotificationsRead",
  "metrics",
  "muteProduct",
  "readAuditKey",
  "receiveStageCallback",
  "removeMySecondFactor",
  "renewRecoveryCodes",
  "revokeMyOtherSessions",
  "revokeMySession",
  "serveProbe",
  "showSecondFactor",
  "readFeed",
  "streamEvents",
  "takeBackup",
  "unlinkMyIdentity",
];

type Json = Record<string, unknown> & { id: string; token: string; items: Json[] };

/** The document promises shapes: here every operation is called for real and its answer held against its promise. */
describeWithDatabase("What operations answer", (getCtx) => {
  const seen = new Set<string>();
  let token = "";

  /** Calls an operation, checks status and shape (nothing missing, nothing more), and returns the answer. */
  async function ask(id: string, options: Parameters<typeof call>[1] = {}): Promise<Json> {
    const operation = named(id);
    const response = await call(operation, { token, ...options });
    const text = await response.text();
    expect(response.status, `${id}: ${text}`).toBe(operation.status ?? 200);
    const body: unknown = text === "" ? undefined : JSON.parse(text);
    expect(operation.response.parse(body), id).toEqual(body);
    seen.add(id);
    return body as Json;
  }

  const moveOn = async () => {
    for (let round = 0; round < 5; round++) await tick(makeContext(getRuntime(), systemActor("test")));
  };

  it("of people, tokens and the system is what they promise", async () => {
    const githubIssues = { owner: "acme", repository: "incidents", token: "none", apiUrl: "http://127.0.0.1:9" };
    const insecureRegistries = new Set([REGISTRY]);
    useAsRuntime(getCtx(), { insecureRegistries, outboundAllow: ["127.0.0.1/32"], githubIssues });
    token = (await createToken(getCtx(), { name: "answers", scopes: ["admin"] })).token;
    await ask("describeMe");
    const ada = await ask("createUser", { body: { email: "ada@example.com", name: "Ada", role: "admin" } });
    const userId = ada.id;
    await ask("setUp", { body: { token: ada.setUpToken, password: PASSWORD } });
    await ask("updateUser", { params: { userId }, body: { name: "Ada L." } });
    await ask("resetPassword", { params: { userId } });
    await ask("listUsers");
    const made = await ask("createToken", { body: { name: "ci", scopes: ["viewer", "rollouts:write"] } });
    await ask("listTokens");
    await ask("listSessionsOfUser", { params: { userId } });
    await ask("revokeSessionsOfUser", { params: { userId } });
    await ask("removeSecondFactorOfUser", { params: { userId } });
    await askAboutTeams(userId);
    await ask("revokeToken", { params: { tokenId: made.id } });
    await ask("health");
    await ask("status");
    await ask("openApi");
    await ask("makeCheckpoint");
    await ask("listCheckpoints");
    await ask("readAuditState");
  });

  async function askAboutTeams(userId: string): Promise<void> {
    const { id: serviceAccountId } = await ask("createServiceAccount", { body: { name: "CI", role: "operator" } });
    await ask("createToken", { body: { name: "of CI", scopes: ["viewer"], serviceAccountId } });
    await ask("updateServiceAccount", { params: { serviceAccountId }, body: { disabled: true } });
    await ask("listServiceAccounts");
    const { id: teamId } = await ask("createTeam", { body: { slug: "edge", name: "Edge" } });
    await ask("updateTeam", { params: { teamId }, body: { description: "Of gateways", productIds: [] } });
    await ask("addTeamMember", { params: { teamId, userId } });
    await ask("listTeams");
    await ask("getTeam", { params: { teamId } });
    await ask("removeTeamMember", { params: { teamId, userId } });
    const mapping = await ask("createGroupMapping", {
      body: { provider: "oidc", group: "ops", role: "viewer", teamId },
    });
    await ask("listGroupMappings");
    await ask("deleteGroupMapping", { params: { groupMappingId: mapping.id } });
    await ask("deleteTeam", { params: { teamId } });
    const invited = await ask("createInvitation", { body: { email: "new@example.com", role: "viewer" } });
    await ask("openInvitation", { body: { token: invited.token } });
    await ask("acceptInvitation", { body: { token: invited.token, name: "New", password: PASSWORD } });
    const regretted = await ask("createInvitation", { body: { email: "no@example.com", role: "viewer" } });
    await ask("revokeInvitation", { params: { invitationId: regretted.id } });
    await ask("listInvitations");
  }

  it("of products, versions, fleets and devices is what they promise", async () => {
    const { id: productId } = await ask("createProduct", {
      body: { slug: "gateway", name: "Gateway", kind: "image", image: IMAGE },
    });
    await ask("updateProduct", { params: { productId }, body: { timeZone: "Europe/Berlin" } });
    await ask("getProduct", { params: { productId: "gateway" } });
    await ask("listProducts");
    const spare = await ask("createProduct", { body: { slug: "spare", name: "Spare", kind: "firmware" } });
    await ask("deleteProduct", { params: { productId: spare.id } });

    const changelog = [{ type: "fixed", description: "It starts.", scope: "boot", breaking: false }];
    const version = await ask("createVersion", {
      body: { productId, version: "1.0.0-rc.1+7", digest: aDigest("answers"), changelog },
    });
    const versionId = version.id;
    await ask("getVersion", { params: { versionId } });
    await ask("suggestNextVersion", { body: { productId, changelog } });
    await ask("updateVersion", { params: { versionId }, body: { releaseNotes: "Notes", isFloor: true } });
    await ask("readChangelog", { query: `?productId=${productId}&includePrerelease=true` });
    const text = "## [1.0.0-rc.1+7] - 2026-01-02\n### Added\n- A thing\n\n## [0.9.0]\n### Oddities\n- **x:** Another";
    await ask("importChangelog", { body: { productId, format: "keepAChangelog", text } });
    await ask("importChangelog", { body: { productId, format: "conventionalCommits", text: "feat!: all\nci: none" } });
    const { id: channelId } = await ask("createChannel", { body: { productId, name: "nightly" } });
    await ask("updateChannel", { params: { channelId }, body: { name: "edge", description: "Daring" } });
    await ask("promoteVersion", { params: { channelId }, body: { version: version.version } });
    await ask("getChannel", { params: { channelId } });
    await ask("listChannels", { query: "?productId=gateway" });
    await ask("withdrawVersion", { params: { channelId, versionId } });
    await ask("deleteChannel", { params: { channelId } });
    await ask("deprecateVersion", { params: { versionId }, body: { reason: "It leaks." } });
    await ask("restoreVersion", { params: { versionId } });
    await ask("listVersions", { query: `?productId=gateway&includePrerelease=true` });
    await ask("getLatestVersion", { query: `?extensionId=${productId}&includePrerelease=true` });
    const form = new FormData();
    form.append("versionId", version.id);
    form.append("file", new Blob(["content"]), "rootfs.swu");
    const file = await ask("uploadFile", { body: form });
    await ask("getFile", { params: { fileId: file.id } });
    await ask("listFiles", { query: `?versionId=${version.id}` });
    await ask("collectFiles", { body: { dryRun: true } });
    await ask("makeFileLink", { params: { fileId: file.id }, body: { expiresInSeconds: 60 } });
    const build = await ask("createArtifact", {
      body: {
        fileId: file.id,
        gitCommit: "0123abc",
        buildNumber: 7,
        environment: { NODE_ENV: "production" },
        dependencies: JSON.stringify({ dependencies: { zod: "^4.0.0" } }),
        configFiles: [{ path: "etc/app.toml", content: "a = 1" }],
      },
    });
    await ask("getArtifact", { params: { artifactId: build.id } });
    await ask("listArtifacts", { query: "?productId=gateway&q=0123" });
    const pair = `from=${build.id}&to=${build.id}`;
    await ask("compareArtifacts", { query: `?${pair}&status=all` });
    await ask("compareFile", { query: `?${pair}&path=rootfs.swu` });
    await ask("readDiffLines", { query: `?${pair}&path=rootfs.swu&side=to&start=1` });
    expect(await ask("compareImages", { query: `?${pair}` })).toMatchObject({ kind: "unavailable" });
    await ask("compareBuildApis", { query: `?${pair}` });
    const api = JSON.stringify({ openapi: "3.1.0", paths: { "/a": { get: {} } } });
    await ask("compareOpenapi", { body: { before: api, after: JSON.stringify({ openapi: "3.1.0" }) } });
    await ask("compareOpenapi", { body: { before: api, after: "" } });
    const shared = await ask("shareDiff", { body: { from: build.id, to: build.id, view: "split" } });
    await ask("getSharedDiff", { params: { diffId: shared.id } });
    await ask("revealEnvironment", { params: { artifactId: build.id }, body: { reason: "to check" } });
    await ask("holdVersion", { params: { versionId }, body: { reason: "Not yet." } });
    await ask("releaseVersion", { params: { versionId } });
    await ask("deleteFile", { params: { fileId: file.id } });
    const values = { "authentication.gatewaytoken.key": "a-gateway-token", pollingTime: null };
    await ask("changeHawkbitSettings", { body: { values } });
    await ask("listHawkbitSettings", { query: "?tenant=default" });
    await ask("compareVersions", { body: { version1: "1.0.0", version2: "2.0.0-rc.1" } });

    const { id: fleetId } = await ask("createFleet", { body: { name: "shops" } });
    await ask("updateFleet", { params: { fleetId }, body: { description: "All of them" } });
    await ask("getFleet", { params: { fleetId: "shops" } });
    await ask("listFleets");
    const invitation = await ask("createEnrollmentToken", {
      params: { fleetId },
      body: { name: "spring", useLimit: 9 },
    });
    await ask("listEnrollmentTokens", { params: { fleetId } });
    await ask("enrollDevice", { token: invitation.token, body: { name: "self-made" } });
    await ask("revokeEnrollmentToken", { params: { enrollmentTokenId: invitation.id } });
    const empty = await ask("createFleet", { body: { name: "empty" } });
    await ask("deleteFleet", { params: { fleetId: empty.id } });

    const device = await ask("createDevice", {
      body: { name: "kiosk", fleet: "shops", tags: ["eu"], attributes: { a: 1 } },
    });
    const deviceId = device.id;
    await ask("createDevices", { body: { devices: [{ name: "one" }, { name: "two", fleet: "shops" }] } });
    await ask("updateDevice", { params: { deviceId }, body: { tags: ["eu", "beta"] } });
    await ask("rotateDeviceToken", { params: { deviceId } });
    await ask("summarizeDevices");
    await ask("listDevices", { query: "?fleet=shops&sort=-createdAt" });
    await ask("countDevices", { query: "?q=fleet%3D%3Dshops" });
    await ask("retireDevice", { params: { deviceId }, body: { reason: "sold" } });
  });

  it("of environments is what they promise", async () => {
    const { id: environmentId } = await ask("createEnvironment", { body: { slug: "staging", name: "Staging" } });
    await ask("updateEnvironment", { params: { environmentId }, body: { position: 1, riskLimit: 60 } });
    await ask("getEnvironment", { params: { environmentId: "staging" } });
    await ask("listEnvironments");
    await ask("previewDevices", { body: { deviceFilter: { fleets: ["nobody's"] } } });
    await ask("showMatrix");
    await ask("showCell", { params: { environmentId, productId: "gateway" } });
    const spare = await ask("createEnvironment", { body: { slug: "spare", name: "Spare" } });
    await ask("archiveEnvironment", { params: { environmentId: spare.id } });
  });

  it("of the calendar and the line is what they promise", async () => {
    const place = { environment: "staging", product: "gateway" };
    const recurrence = { kind: "rrule", value: "FREQ=DAILY" };
    const window = { kind: "window", recurrence, startsAt: "2026-01-01T02:30", durationMinutes: 60, timeZone: "UTC" };
    const { id: ruleId } = await ask("createCalendarRule", { body: { name: "Nights", ...window, ...place } });
    await ask("updateCalendarRule", { params: { ruleId }, body: { kind: "freeze", reason: "Fair" } });
    await ask("previewCalendarRule", { body: { ...window, timeZone: "Europe/Berlin" } });
    await ask("listCalendarRules", { query: "?environment=staging" });
    await ask("readCalendar", { query: "?from=2026-01-01T00:00:00Z&to=2026-01-08T00:00:00Z" });
    await ask("deleteCalendarRule", { params: { ruleId } });
    const { id: lineStopId } = await ask("stopLine", { body: { ...place, reason: "Fire" } });
    await ask("listLineStops");

    await ask("createDevice", { body: { name: "in the line" } });
    const stages = [{ name: "rest", kind: "wait", config: { minutes: 1 } }];
    const { slug: template } = await ask("createTemplate", {
      body: { definition: { slipway: 1, slug: "rest", name: "Rest", stages } },
    });
    const wish = { ...place, template, version: "1.0.0-rc.1+7" };
    const at = { scheduledAt: "2027-06-01T22:00", timeZone: "Europe/Berlin" };
    const { id: queueId } = await ask("scheduleDeployment", { body: { ...wish, ...at } });
    const params = { queueId };
    await ask("rescheduleQueued", { params, body: { scheduledAt: "2027-06-02T22:00" } });
    await ask("prioritizeQueued", { params, body: { priority: "high" } });
    await ask("requestOverride", { params, body: { reason: "Customers cannot pay." } });
    const second = await createToken(getCtx(), { name: "second", scopes: ["approver"] });
    await ask("confirmOverride", { params, token: second.token });
    await ask("listQueue", { query: "?product=gateway" });
    const { items } = await ask("readTimeline", { query: "?from=2027-06-01T00:00:00Z&to=2027-06-08T00:00:00Z" });
    expect(items).toMatchObject([{ queueId, kind: "scheduled" }]);
    await ask("cancelQueued", { params, body: { reason: "Not this way" } });
    await ask("liftLineStop", { params: { lineStopId }, body: { reason: "Out" } });

    const { id: scheduleId } = await ask("createSchedule", {
      body: {
        ...place,
        name: "Nightly",
        template,
        recurrence: { kind: "cron", value: "30 2 * * *" },
        startsAt: at.scheduledAt,
        timeZone: "UTC",
      },
    });
    await ask("updateSchedule", { params: { scheduleId }, body: { enabled: false } });
    await ask("listSchedules");
    await ask("deleteSchedule", { params: { scheduleId } });
  });

  it("of risk is what they promise", async () => {
    const { id: productId } = await ask("createProduct", { body: { slug: "risky", name: "Risky", kind: "firmware" } });
    await ask("createVersion", { body: { productId, version: "1.0.0" } });
    await ask("assessRisk", { body: { productId, version: "1.0.0", firstPercent: 5, explain: true } });
    await ask("readCalibration", { query: "?productId=risky&months=3" });
    const rolloutId = randomUUID();
    await getCtx().db.riskAssessment.updateMany({ data: { rolloutId } });
    await ask("findRisk", { query: `?rolloutId=${rolloutId}` });
  });

  it("of approvals, promotions, groups and CI is what they promise", async () => {
    const world = await DeployWorld.with(getCtx(), "answered");
    const product = await world.addProduct("shop", "1.0.0", "2.0.0");
    await world.addProduct("shop-db", "1.0.0");
    const source = await world.deployed("shop", "1.0.0");
    const params = { deploymentId: source.id };
    await ask("previewPromotion", { params });
    await ask("promoteDeployment", { params, body: { name: "Go" } });
    const needs = { requiredApprovals: 2 };
    await ask("updateEnvironment", { params: { environmentId: world.staging }, body: needs });
    const waiting = await world.deploy("shop", "2.0.0");
    await ask("listApprovals", { params: { deploymentId: waiting.id } });
    await ask("approveDeployment", { params: { deploymentId: waiting.id }, body: { reason: "Well done." } });
    await ask("rejectDeployment", { params: { deploymentId: waiting.id }, body: { reason: "Not now." } });
    const dependency = { productId: product, dependsOnId: "shop-db" };
    await ask("saveDependency", { params: dependency, body: { range: "^1.0.0" } });
    await ask("listDependencies", { params: { productId: "shop-db" } });
    const items = [
      { product: "shop", version: "2.0.0" },
      { product: "shop-db", version: "1.0.0" },
    ];
    await ask("previewGroup", { body: { environment: world.staging, items } });
    const group = await ask("startGroup", { body: { environment: world.staging, template: world.template, items } });
    await ask("getGroup", { params: { groupId: group.id } });
    await ask("deleteDependency", { params: dependency });

    const place = { product: "shop", environment: world.staging, template: world.template };
    const { id: triggerId } = await ask("createCiTrigger", {
      body: { name: "main", repository: "acme/shop", branch: "main", ...place },
    });
    await ask("getCiTrigger", { params: { triggerId } });
    await ask("updateCiTrigger", { params: { triggerId }, body: { mode: "watch" } });
    await ask("listCiTriggers");
    const sender = await ask("createWebhookSource", { body: { name: "any CI" } });
    const run = {
      repository: "acme/shop",
      workflow: "",
      runId: 1,
      branch: "main",
      commit: "0123abc",
      conclusion: "failed",
    };
    await ask("receiveSourceWebhook", { params: { sourceToken: sender.token }, body: run });
    await ask("listCiRuns", { query: "?commit=0123abc" });
    await ask("deleteCiTrigger", { params: { triggerId } });
  });

  it("of notifications is what they promise", async () => {
    const settings = { url: "https://receiver.example.com/hook" };
    const channel = await ask("createNotificationChannel", { body: { name: "A receiver", kind: "webhook", settings } });
    const params = { channelId: channel.id };
    await ask("getNotificationChannel", { params });
    await ask("listNotificationChannels");
    await ask("rotateNotificationSecret", { params, body: { graceHours: 1 } });
    const closed = { settings: { url: "http://10.0.0.1:9/" } };
    await ask("updateNotificationChannel", { params, body: closed });
    const test = await ask("testNotificationChannel", { params });
    expect(test).toMatchObject({ status: "failed", tries: [{ outcome: "refused" }] });
    await ask("listNotificationDeliveries", { query: `?channel=${channel.id}&status=failed` });
    await ask("getNotificationDelivery", { params: { deliveryId: test.id } });
    await ask("redeliverNotification", { params: { deliveryId: test.id } });
    const quietHours = { timeZone: "Europe/Berlin", from: "22:00", to: "07:00", days: [1, 2, 3] };
    const rule = await ask("createNotificationRule", { body: { name: "All", channelId: channel.id, quietHours } });
    await ask("getNotificationRule", { params: { ruleId: rule.id } });
    await ask("updateNotificationRule", { params: { ruleId: rule.id }, body: { severity: "critical" } });
    await ask("listNotificationRules", { query: `?channel=${channel.id}` });
    await ask("deleteNotificationRule", { params: { ruleId: rule.id } });
    await ask("deleteNotificationChannel", { params });
    await ask("readRecentNotifications", { query: "?limit=5" });
  });

  it("of the CDN is what they promise", async () => {
    const { id: productId } = await ask("createProduct", {
      body: { slug: "cached", name: "Cached", kind: "firmware" },
    });
    const version = await ask("createVersion", { body: { productId, version: "1.0.0" } });
    const form = new FormData();
    form.append("versionId", version.id);
    form.append("file", new Blob(["content"]), "rootfs.swu");
    const { id: fileId } = await ask("uploadFile", { body: form });
    const region = "eu";
    await ask("createRegion", {
      body: { name: region, provider: "varnish", baseUrl: `http://${REGISTRY}`, apiKey: "k" },
    });
    await ask("getRegion", { params: { region } });
    await ask("updateRegion", { params: { region }, body: { purgeUrl: null } });
    await ask("listRegions");
    expect(await ask("testRegion", { params: { region }, body: {} })).toMatchObject({ ok: false });
    const fingerprint = "a".repeat(64);
    await ask("readLogPlace", { params: { region }, query: `?fingerprint=${fingerprint}` });
    await ask("takeLog", { params: { region }, query: `?fingerprint=${fingerprint}&offset=0`, body: "a line\n" });
    const { items } = await ask("invalidateFile", { params: { fileId }, body: {} });
    await ask("invalidatePaths", { body: { paths: ["/feeds/*"], regions: [region] } });
    const invalidationId = items[0]?.id ?? "";
    await ask("getInvalidation", { params: { invalidationId } });
    await ask("listInvalidations", { query: `?region=${region}&state=pending` });
    await getRuntime().database.client.invalidation.update({
      where: { id: invalidationId },
      data: { state: "failed" },
    });
    await ask("retryInvalidation", { params: { invalidationId }, body: {} });
    await ask("findDistribution", { params: { fileId } });
    await ask("readFileStats", { params: { fileId }, query: "?range=7d" });
    await ask("readStats");
    await ask("deleteRegion", { params: { region } });
  });

  it("of updates is what they promise", async () => {
    const product = await ask("createProduct", { body: { slug: "player", name: "Player", kind: "app" } });
    const productId = product.id;
    for (const version of ["1.0.0", "1.1.0"]) {
      const made = await ask("createVersion", { body: { productId, version } });
      const form = new FormData();
      form.append("versionId", made.id);
      form.append("file", new Blob([version.repeat(2_000)]), `player-${version}.bin`);
      await ask("uploadFile", { body: form });
    }
    const asked = { productId, currentVersion: "1.0.0", clientId: "a client", formats: ["bsdiff"] };
    expect(await ask("checkForUpdate", { token: "", body: asked })).toMatchObject({ toVersion: "1.1.0" });
    await ask("checkForUpdate", { body: { ...asked, currentVersion: "1.1.0" } });
    await ask("createPackage", { body: { productId, fromVersion: "1.0.0", toVersion: "1.1.0" } });
    await ask("listPackages", { query: `?productId=${productId}` });

    const body = { productId, channel: "stable", version: "1.1.0", strategy: "gradual", percent: 20, growBy: 20 };
    const { id: distributionId } = await ask("createDistribution", { body });
    const params = { distributionId };
    await ask("changePercent", { params, body: { percent: 50 } });
    await ask("pauseDistribution", { params, body: { reason: "lunch" } });
    await ask("resumeDistribution", { params, body: {} });
    await ask("completeDistribution", { params, body: {} });
    const split = { ...body, strategy: "split", otherVersion: "1.0.0", growBy: undefined };
    const other = await ask("createDistribution", { body: split });
    await ask("cancelDistribution", { params: { distributionId: other.id }, body: { reason: "not this way" } });
    await ask("getDistribution", { params });
    await ask("listDistributions", { query: "?productId=player" });
    const image = `127.0.0.1:9/acme/player-${productId}`;
    await ask("createProduct", { body: { slug: "player-image", name: "Player", kind: "image", image } });
    const pull = `?productId=player-image&from=${aDigest("one")}&to=${aDigest("two")}`;
    expect(await ask("measurePull", { query: pull })).toMatchObject({ kind: "unavailable" });
    const outcome = { productId, version: "1.1.0", clientId: "a client", outcome: "failed", error: "no room" };
    await ask("reportOutcome", { token: "", body: outcome });
    await ask("readUpdateAnalytics", { query: "?productId=player&range=1d" });
  });

  it("of webhooks, registries and policies is what they promise", async () => {
    const { id: registryId } = await ask("createRegistry", {
      body: { host: "registry.example.com", username: "ci", password: "secret" },
    });
    await ask("getRegistry", { params: { registryId } });
    await ask("updateRegistry", { params: { registryId }, body: { username: null, password: null } });
    await ask("listRegistries");
    await ask("deleteRegistry", { params: { registryId } });
    const unreachable = await ask("createRegistry", { body: { host: REGISTRY } });
    expect(await ask("testRegistry", { params: { registryId: unreachable.id }, body: {} })).toMatchObject({
      ok: false,
    });

    const draft = {
      name: "Gateways",
      imagePattern: `${REGISTRY}/acme/*`,
      tagRule: { kind: "semver", value: ">=1.0.0" },
      healthCheckConfig: { by: "server", type: "http", endpoint: "http://{device_ip}:8080/health" },
      deviceFilter: { fleets: ["shops"] },
    };
    const { id: policyId } = await ask("createPolicy", { body: draft });
    await ask("getPolicy", { params: { policyId } });
    await ask("updatePolicy", { params: { policyId }, body: { priority: 5 } });
    await ask("replacePolicy", { params: { policyId }, body: { ...draft, healthCheckConfig: null } });
    await ask("listPolicies", { query: "?enabled=true" });

    const source = await ask("createWebhookSource", { body: { name: "Quay" } });
    const { id: sourceId } = source;
    await ask("updateWebhookSource", { params: { sourceId }, body: { format: "quay" } });
    await ask("getWebhookSource", { params: { sourceId } });
    await ask("listWebhookSources");
    const push = { action: "push", request: { host: REGISTRY }, target: { repository: "acme/gateway", tag: "1.0.0" } };
    const delivery = await ask("receiveRegistryWebhook", { token: "", body: push });
    expect(delivery).toMatchObject({ status: "accepted", rollouts: [expect.any(String)] });
    await ask("receiveGithubWebhook", { token: "", body: { zen: "!" }, headers: { "x-github-event": "ping" } });
    const tags = { docker_url: `${REGISTRY}/acme/gateway`, repository: "acme/gateway", updated_tags: ["1.1.0"] };
    await ask("receiveSourceWebhook", { token: "", params: { sourceToken: source.token }, body: tags });
    await ask("listDeliveries");
    const deliveryId = delivery.deliveryId as string;
    await ask("getDelivery", { params: { deliveryId } });
    await ask("replayDelivery", { params: { deliveryId } });
    await ask("revokeWebhookSource", { params: { sourceId } });

    expect((await ask("previewPolicy", { body: draft })).images).toHaveLength(1);
    await ask("matchPolicies", { body: { image: `${IMAGE}:1.2.0` } });
    const spare = await ask("createPolicy", { body: { name: "Spare", imagePattern: "nobody/*" } });
    await ask("deletePolicy", { params: { policyId: spare.id } });
  });

  it("of templates is what they promise", async () => {
    const definition = {
      slipway: 1,
      slug: "two-steps",
      name: "Two steps",
      variables: [{ name: "share", type: "number", default: 10 }],
      stages: [{ name: "rollout", kind: "rollout", config: { batches: ["${share}", 100] } }],
    };
    const { id: templateId } = await ask("createTemplate", { body: { definition } });
    const changed = { ...definition, name: "In two steps" };
    await ask("saveTemplate", {
      params: { templateId },
      body: { definition: changed, basedOnVersion: 1, note: "Name" },
    });
    await ask("getTemplate", { params: { templateId: "two-steps" }, query: "?version=1" });
    await ask("listTemplates", { query: "?q=steps" });
    await ask("importTemplate", { body: JSON.stringify(definition), query: "?note=CI" });
    await ask("templateSchema", { token: "" });
    await ask("previewDeployment", { body: { template: templateId, product: "gateway", variables: { share: 20 } } });
    await ask("archiveTemplate", { params: { templateId } });
  });

  it("of deployments is what they promise", async () => {
    const world = await DeploymentWorld.with(getCtx());
    const gate = { name: "gate", kind: "approval", timeLimitMinutes: 1, onFailure: "stop", config: {} };
    const template = await world.template([gate, { name: "rollout", kind: "rollout", config: { batches: [100] } }]);
    await world.release("2.0.0");
    const body = { template, product: world.rollouts.slug, version: "2.0.0", environment: world.environment };
    const { id: deploymentId } = await ask("createDeployment", { body });
    const params = { deploymentId };
    await inTransaction(getCtx(), (tx) => startDeployment(getCtx(), tx, deploymentId));
    await world.settle();
    getCtx().clock.advance({ minutes: 2 });
    await world.settle();
    await ask("retryDeployment", { params, body: {} });
    await ask("pauseDeployment", { params, body: { reason: "a look" } });
    await ask("resumeDeployment", { params, body: {} });
    await ask("rollBackDeployment", { params, body: { reason: "enough" } });
    await ask("getDeployment", { params });
    await ask("listDeployments", { query: `?product=${world.rollouts.slug}&status=rollingBack` });
    await ask("listDeploymentLogs", { params });
    await ask("listDeploymentHistory", { params });
    const { id: queued } = await ask("deployFromTemplate", { body });
    await ask("cancelDeployment", { params: { deploymentId: queued }, body: {} });
    await ask("deploy", { body: { ...body, priority: "critical" } });
  });

  it("of rollbacks is what they promise", { timeout: 180_000 }, async () => {
    // What HTTP asks for is due by the real clock; those who carry it out must not live before it.
    getCtx().clock.set(new Date(Math.max(getCtx().clock.now().getTime(), Date.now() + 60_000)));
    const world = await RollbackWorld.with(getCtx());
    const second = (await createToken(getCtx(), { name: "a second pair of eyes", scopes: ["approver"] })).token;
    const { id: deploymentId } = world.deployment;
    await ask("findRollbackTarget", { query: `?deploymentId=${deploymentId}` });
    const planOne = async () => ask("createRollbackPlan", { body: { deploymentId, reason: "Doors stay open" } });
    const approve = async ({ id, contentDigest }: Json) =>
      ask("approveRollbackPlan", { token: second, params: { planId: id }, body: { contentDigest, reason: "Yes" } });

    const rejected = await planOne();
    const params = { planId: rejected.id };
    await ask("getRollbackPlan", { params });
    await ask("listRollbackPlans", { query: `?product=${world.deployments.rollouts.slug}&status=awaitingApproval` });
    await ask("listRollbackDevices", { params, query: "?limit=1" });
    await ask("checkRollbackPlan", { params, body: {} });
    const changed = await ask("updateRollbackPlan", { params, body: { revision: 1, strategy: "gradual" } });
    const { id: other } = await world.deployments.run(world.template, { version: "3.0.0" });
    const forced = await ask("forceRollbackPlan", { params, body: { reason: "It is stuck" } });
    expect(forced.contentDigest).not.toBe(changed.contentDigest);
    await ask("cancelDeployment", { params: { deploymentId: other }, body: {} });
    const { contentDigest } = forced;
    await ask("rejectRollbackPlan", { token: second, params, body: { contentDigest, reason: "Fix it forward" } });

    const [cancelled, givenUp] = [await planOne(), await planOne()];
    await ask("cancelRollbackPlan", { params: { planId: cancelled.id }, body: { reason: "Not now" } });
    const place = { planId: givenUp.id };
    await approve(givenUp);
    await ask("executeRollbackPlan", { params: place, body: { contentDigest: givenUp.contentDigest } });
    await world.settle();
    await world.everybody(failsIt);
    await ask("retryRollback", { params: place, body: {} });
    await world.settle();
    await world.everybody(failsIt);
    const ended = await ask("giveUpRollback", { params: place, body: { reason: "Send new ones" } });
    expect(ended).toMatchObject({ status: "failed", whereabouts: { failed: 2 } });

    const report = await ask("getPlanIncident", { params: place });
    expect(report.markdown).toContain("2 of 2 devices still run 2.0.0");
    const incidentId = report.id;
    await ask("updateIncident", { params: { incidentId }, body: { revision: 1, cause: "A loose wire" } });
    expect((await ask("getIncident", { params: { incidentId } })).cause).toBe("A loose wire");
    await ask("getIncidentChart", { params: { incidentId } });
    const asked = await ask("openIncidentIssue", { params: { incidentId }, body: {} });
    expect(asked.issue).toMatchObject({ status: "pending", repository: "acme/incidents" });

    const again = await planOne();
    await approve(again);
    await ask("executeRollbackPlan", { params: { planId: again.id }, body: { contentDigest: again.contentDigest } });
    await world.settle();
    await world.everybody(failsIt);
    await ask("goOnWithoutFailed", { params: { planId: again.id }, body: {} });
    await world.settle();
    expect(await ask("getRollbackPlan", { params: { planId: again.id } })).toMatchObject({ status: "completed" });
  });

  it("of databases and their migrations is what they promise", async () => {
    const { id: productId } = await ask("createProduct", { body: { slug: "ledger", name: "Ledger", kind: "app" } });
    const connection = `postgres://reader:${PASSWORD.replaceAll(" ", "%20")}@${REGISTRY}/ledger`;
    const body = { name: "main", connection };
    const made = await ask("createProductDatabase", { params: { productId }, body });
    expect(made).toMatchObject({ address: `${REGISTRY}/ledger`, lastError: "Nothing listens at this address." });
    const params = { databaseId: made.id };
    await ask("listProductDatabases", { params: { productId } });
    await ask("getProductDatabase", { params });
    await ask("updateProductDatabase", { params, body: { name: "books", schemas: ["public"] } });
    await ask("testProductDatabase", { params, body: {} });
    await ask("listTableDependencies", { params });
    expect((await call(named("listAppliedMigrations"), { token, params })).status).toBe(503);
    const sql = "CREATE TABLE entries (id int); ALTER TABLE books ADD COLUMN title text; UPDATE books SET title = ''";
    const checked = await ask("checkMigration", { params, body: { migrations: ["1_entries"], sql } });
    expect(checked).toMatchObject({ outcome: "unreachable", verdict: "block", found: null });
    const listed = await ask("listMigrationChecks", { params });
    expect(listed.items).toHaveLength(1);
    const read = await ask("getMigrationCheck", { params: { ...params, checkId: checked.id } });
    expect(JSON.stringify([made, listed, read])).not.toContain(PASSWORD.slice(2, 10));
    await ask("deleteProductDatabase", { params });
  });

  it("of rollouts and devices that take part is what they promise", async () => {
    const { id: policyId } = await ask("createPolicy", {
      body: {
        name: "By hand",
        imagePattern: IMAGE,
        updateStrategy: "auto",
        autoRollbackEnabled: false,
        maxFailureRate: 1,
        deviceFilter: { fleets: ["kiosks"] },
      },
    });
    const { items: devices } = await ask("createDevices", {
      body: { devices: ["left", "right", "spare"].map((name) => ({ name, fleet: "kiosks" })) },
    });
    const [left, right, spare] = devices as [Json, Json, Json];
    const report = (device: Json, body: object) =>
      ask("takeReport", { token: device.token, params: { uuid: device.id }, body });
    for (const device of devices) {
      await report(device, { apps: { gateway: { image: IMAGE, digest: aDigest("old"), version: "1.0.0" } } });
    }
    const offered = async (device: Json) => {
      const state = await ask("tellState", { token: device.token, params: { uuid: device.id } });
      return (state.action as { id: number }).id;
    };

    const waiting = await ask("startRollout", { body: { policyId, tag: "1.9.0" } });
    await ask("cancelRollout", { params: { rolloutId: waiting.id }, body: { reason: "not this one" } });
    const { id: rolloutId } = await ask("startRollout", { body: { policyId, tag: "2.0.0", digest: aDigest("new") } });
    const params = { rolloutId };
    await moveOn();
    await ask("listActiveRollouts");
    await ask("leaveOutDevice", { params: { rolloutId, uuid: spare.id }, body: { reason: "in the workshop" } });
    await report(left, { actionId: await offered(left), status: "failed", message: "no space left" });
    await ask("retryFailedDevice", { params: { rolloutId, uuid: left.id }, body: {} });
    await moveOn();
    await report(left, { actionId: await offered(left), status: "failed" });
    await ask("retryFailedDevices", { params, body: {} });
    await moveOn();
    await report(left, { actionId: await offered(left), status: "downloading", progress: 40 });
    await ask("getRolloutDevice", { params: { rolloutId, uuid: left.id } });
    await ask("pauseRollout", { params, body: { reason: "lunch" } });
    await ask("resumeRollout", { params, body: {} });
    for (const device of [left, right]) await report(device, { actionId: await offered(device), status: "healthy" });
    await moveOn();
    await ask("rollBackDevice", { params: { rolloutId, uuid: right.id }, body: {} });
    await report(right, { actionId: await offered(right), status: "rolledBack" });
    await moveOn();
    await ask("rollBackRollout", { params, body: { reason: "bad after all" } });
    await moveOn();
    await report(left, { actionId: await offered(left), status: "rolledBack" });
    await moveOn();
    expect(await ask("getRollout", { params })).toMatchObject({ status: "rolledBack" });

    const [product] = (await ask("listProducts", { query: "?q=gateway" })).items;
    const productId = product!.id;
    const [hold] = (await ask("listHolds", { params: { productId } })).items;
    await ask("releaseHold", { params: { productId, holdId: hold!.id }, body: { reason: "mended" } });
    await ask("listRollouts", { query: "?sort=-number" });
    for (const id of [
      "listRolloutDevices",
      "showGrid",
      "readRolloutProgress",
      "showFailureRateHistory",
      "listRolloutEvents",
    ]) {
      await ask(id, { params });
    }
    await ask("getDevice", { params: { deviceId: left.id } });
    const [action] = (await ask("listDeviceActions", { params: { deviceId: left.id } })).items;
    await ask("listActionEntries", { params: { deviceId: left.id, actionId: action!.id } });
    await ask("explainDevice", { params: { deviceId: left.id } });
    await ask("updateFleet", { params: { fleetId: "kiosks" }, body: { tenant: "kiosks" } });
    await ask("makeGatewayToken", { params: { fleetId: "kiosks" } });
    const target = await ask("addTarget", { params: { fleetId: "kiosks" }, body: { controllerId: "SN-7" } });
    await ask("showTargetToken", { params: { deviceId: target.id } });
    await ask("rotateTargetToken", { params: { deviceId: target.id } });
    await ask("countVersions");
    await ask("readAdoption", { query: "?app=gateway" });
    await ask("countFleetVersions", { params: { fleetId: "kiosks" } });
    const now = new Date();
    const data = { processId: "test", kind: "orchestrator", startedAt: now, seenAt: now };
    await getCtx().db.heartbeat.create({ data });
    await ask("ready");
    await ask("listEvents", { query: "?limit=500" });
  });

  it("of a batch that waits for a person is what it promises", async () => {
    const { id: policyId } = await ask("createPolicy", {
      body: { name: "Manual", imagePattern: IMAGE, updateStrategy: "manual", deviceFilter: { fleets: ["kiosks"] } },
    });
    const body = { policyId, tag: "3.0.0", digest: aDigest("newest") };
    const { id: rolloutId } = await ask("startRollout", { body });
    await moveOn();
    await ask("approveBatch", { params: { rolloutId }, body: {} });
  });

  afterAll(() => {
    const missing = operations.map(({ id }) => id).filter((id) => !seen.has(id) && !CHECKED_ELSEWHERE.includes(id));
    expect(missing, "operations whose answers nobody has checked").toEqual([]);
  });
});

function named(id: string): Operation {
  const operation = operations.find((candidate) => candidate.id === id);
  if (!operation) throw new Error(`There is no operation ${id}.`);
  return operation;
}
