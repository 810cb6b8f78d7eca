import { reachOf } from "#lib/access/rules/actor.ts";
import { requireReach } from "#lib/access/teams/require-reach.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError, notFound } from "#lib/kernel/errors.ts";

/**
 * How an operation bears on somebody who reaches some products and environments alone:
 * named: it is about what its input names, and that must lie within reach;
 * listed: it shows a list of which everybody sees their part;
 * open: it is about the caller, or about what belongs to nobody in particular;
 * house: it is about the whole house, and not for them. So is whatever the table below does not name; a test wants it named.
 */
export type Bearing = "named" | "listed" | "open" | "house";

const NAMED = `
  getProduct muteProduct updateProduct deleteProduct listChannels createChannel getChannel updateChannel deleteChannel
  promoteVersion withdrawVersion createVersion listVersions getLatestVersion getVersion updateVersion suggestNextVersion
  readChangelog importChangelog deprecateVersion restoreVersion holdVersion releaseVersion listHolds releaseHold
  listFiles getFile deleteFile makeFileLink getUpload appendToUpload dropUpload
  createArtifact getArtifact downloadArtifact revealEnvironment
  compareArtifacts compareFile readDiffLines compareImages compareBuildApis shareDiff getSharedDiff
  checkForUpdate readFeed reportOutcome readUpdateAnalytics createPackage listPackages measurePull
  createDistribution listDistributions getDistribution changePercent pauseDistribution resumeDistribution
  completeDistribution cancelDistribution
  getPolicy updatePolicy replacePolicy getRollout listRolloutDevices getRolloutDevice showGrid readRolloutProgress showFailureRateHistory
  listRolloutEvents pauseRollout resumeRollout cancelRollout rollBackRollout approveBatch retryFailedDevices
  rollBackDevice leaveOutDevice retryFailedDevice startRollout
  createDeployment deployFromTemplate deploy previewDeployment getDeployment listDeploymentLogs listDeploymentHistory
  cancelDeployment pauseDeployment resumeDeployment retryDeployment rollBackDeployment
  listApprovals approveDeployment rejectDeployment previewPromotion promoteDeployment
  listDependencies saveDependency deleteDependency previewGroup startGroup getGroup
  scheduleDeployment cancelQueued rescheduleQueued prioritizeQueued requestOverride confirmOverride
  createSchedule updateSchedule deleteSchedule getCiTrigger createCiTrigger updateCiTrigger deleteCiTrigger
  stopLine liftLineStop getEnvironment showCell readAdoption assessRisk findRisk readCalibration
  createRollbackPlan getRollbackPlan approveRollbackPlan rejectRollbackPlan executeRollbackPlan findRollbackTarget
  updateRollbackPlan checkRollbackPlan forceRollbackPlan cancelRollbackPlan retryRollback goOnWithoutFailed
  giveUpRollback listRollbackDevices getPlanIncident getIncident updateIncident getIncidentChart openIncidentIssue
  muteProduct
  listProductDatabases createProductDatabase getProductDatabase updateProductDatabase deleteProductDatabase
  testProductDatabase listTableDependencies listAppliedMigrations checkMigration listMigrationChecks getMigrationCheck`;

const LISTED = `
  listProducts createProduct listArtifacts listRollouts listActiveRollouts listDeployments listQueue readTimeline listSchedules
  listEnvironments showMatrix listPolicies listCalendarRules listLineStops readCalendar listCiTriggers
  listEvents streamEvents readRecentNotifications countVersions createUpload uploadFile
  listRollbackPlans`;

const OPEN = `
  describeMe changePassword markNotificationsRead listMySessions revokeMyOtherSessions revokeMySession listMyIdentities unlinkMyIdentity
  showSecondFactor beginSecondFactor confirmSecondFactor removeMySecondFactor renewRecoveryCodes
  markNotificationsRead readAuditKey compareVersions compareOpenapi describeUploads listTemplates getTemplate exportTemplate listFleets getFleet
  summarizeDevices readAuditState listCheckpoints exportCheckpoints previewCalendarRule fetchFile`;

/** What one might think is a list or a count of one's own tells of other teams: a device query can name any product. */
const HOUSE = `
  listUsers createUser updateUser resetPassword listTokens createToken revokeToken listSessionsOfUser
  revokeSessionsOfUser removeSecondFactorOfUser listInvitations createInvitation revokeInvitation listServiceAccounts
  createServiceAccount updateServiceAccount listTeams createTeam getTeam updateTeam deleteTeam addTeamMember
  removeTeamMember listGroupMappings createGroupMapping deleteGroupMapping collectFiles listRegions createRegion
  getRegion updateRegion deleteRegion testRegion readLogPlace takeLog findDistribution invalidateFile readFileStats
  readStats listInvalidations invalidatePaths getInvalidation retryInvalidation listDevices createDevice createDevices
  getDevice updateDevice retireDevice rotateDeviceToken listDeviceActions explainDevice listActionEntries
  showTargetToken rotateTargetToken addTarget makeGatewayToken createFleet updateFleet deleteFleet countFleetVersions
  listEnrollmentTokens createEnrollmentToken revokeEnrollmentToken listHawkbitSettings changeHawkbitSettings
  listDeliveries getDelivery replayDelivery listWebhookSources createWebhookSource getWebhookSource
  updateWebhookSource revokeWebhookSource listRegistries createRegistry getRegistry updateRegistry deleteRegistry
  testRegistry createPolicy deletePolicy previewPolicy matchPolicies createEnvironment updateEnvironment
  archiveEnvironment listCiRuns createTemplate importTemplate saveTemplate archiveTemplate createCalendarRule
  updateCalendarRule deleteCalendarRule listNotificationChannels createNotificationChannel getNotificationChannel
  updateNotificationChannel deleteNotificationChannel rotateNotificationSecret testNotificationChannel
  listNotificationRules createNotificationRule getNotificationRule updateNotificationRule deleteNotificationRule
  listNotificationDeliveries getNotificationDelivery redeliverNotification exportEvents makeCheckpoint checkLog
  takeBackup countDevices previewDevices`;

const wordsOf = (text: string) => text.split(/\s+/).filter(Boolean);

export const bearings: ReadonlyMap<string, Bearing> = new Map([
  ...wordsOf(NAMED).map((id) => [id, "named"] as const),
  ...wordsOf(LISTED).map((id) => [id, "listed"] as const),
  ...wordsOf(OPEN).map((id) => [id, "open"] as const),
  ...wordsOf(HOUSE).map((id) => [id, "house"] as const),
]);

/**
 * Holds a call against what the caller reaches. Throws NOT_FOUND where it names what lies elsewhere, and FORBIDDEN where
 * it is about the whole house. Nobody else is asked anything.
 */
export async function requireBearing(ctx: Context, operationId: string, input: unknown): Promise<void> {
  if (!reachOf(ctx.actor)) return;
  const bearing = bearings.get(operationId) ?? "house";
  if (bearing === "house") {
    throw new DomainError("FORBIDDEN", "This is about the whole house, and you see some products of it alone.");
  }
  const found = await requireReach(ctx, input);
  // What is not there reads no otherwise than what one may not see.
  if (bearing === "named" && found === 0) throw notFound("record");
}
