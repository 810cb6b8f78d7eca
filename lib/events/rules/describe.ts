// What does an event say to a person? One sentence for each type, with the cause where one is known.
import { accessTellings } from "#lib/events/rules/access-tellings.ts";
import { deploymentTellings } from "#lib/events/rules/deployment-tellings.ts";
import { hrefOf } from "#lib/events/rules/href.ts";
import { rollbackTellings } from "#lib/events/rules/rollback-tellings.ts";
import type { TellableEvent, Telling } from "#lib/events/rules/telling.ts";
import {
  batchOf,
  buildOf,
  deltaOf,
  deviceOf,
  devicesOf,
  digestOf,
  distributionOf,
  failureOf,
  forgottenOf,
  from,
  gateOrReasonOf,
  imageOf,
  nameOf,
  ofDevices,
  reasonOf,
  regionOf,
  releaseOf,
  rolloutOf,
  shareOf,
  tellPushes,
  versionOf,
  wordOf,
} from "#lib/events/rules/words.ts";
import type { EventType } from "#lib/events/types.ts";
import { countOf, formatPercent } from "#lib/kernel/format.ts";
import type { Tone } from "#lib/kernel/tone.ts";

export interface Story {
  text: string;
  /** Why: the reason that a person gave or the machine found. */
  cause?: string;
  tone: Tone;
  /** Where the thing that it is about can be seen. */
  href?: string;
}

export function describeEvent(event: TellableEvent): Story {
  const telling = tellings[event.type];
  const cause = (telling.cause ?? reasonOf)(event.data);
  const href = hrefOf(event);
  return { text: telling.text(event.data), tone: telling.tone, ...(href && { href }), ...(cause && { cause }) };
}

/** Says what a type means for those whom it concerns, whatever the single event tells. */
export function toneOf(type: EventType): Tone {
  return tellings[type].tone;
}

/** Names who did it, where that is a person or a token; what the system and devices do goes without saying. */
export function actorOf(event: TellableEvent): string | undefined {
  return event.actor?.kind === "user" || event.actor?.kind === "token" ? event.actor.name : undefined;
}

const tellings: Record<EventType, Telling> = {
  ...deploymentTellings,
  ...rollbackTellings,
  ...accessTellings,

  webhook_received: { tone: "idle", text: tellPushes },
  webhook_rejected: { tone: "bad", text: (data) => `Webhook refused${from(data)}` },
  webhook_source_created: { tone: "idle", text: (data) => `Webhook source ${nameOf(data)} made` },
  webhook_source_updated: { tone: "idle", text: (data) => `Webhook source ${nameOf(data)} changed` },
  webhook_source_revoked: { tone: "warn", text: (data) => `Webhook source ${nameOf(data)} revoked` },
  registry_saved: { tone: "idle", text: (data) => `Registry ${nameOf(data)} saved` },
  registry_deleted: { tone: "warn", text: (data) => `Registry ${nameOf(data)} removed` },
  registry_unreachable: { tone: "warn", text: (data) => `Registry ${nameOf(data)} cannot be reached` },

  policy_created: { tone: "idle", text: (data) => `Policy ${nameOf(data)} made` },
  policy_updated: { tone: "idle", text: (data) => `Policy ${nameOf(data)} changed` },
  policy_deleted: { tone: "warn", text: (data) => `Policy ${nameOf(data)} deleted` },
  policy_matched: {
    tone: "idle",
    text: (data) => `Policy ${nameOf(data)} matched${data.image ? ` ${imageOf(data)}` : ""}`,
  },

  product_created: { tone: "idle", text: (data) => `Product ${nameOf(data)} made` },
  product_updated: { tone: "idle", text: (data) => `Product ${nameOf(data)} changed` },
  product_deleted: { tone: "warn", text: (data) => `Product ${nameOf(data)} deleted` },
  version_created: {
    tone: "idle",
    text: (data) => `Version ${wordOf(data.version) ?? ""} recorded`.replace("  ", " "),
  },
  version_digest_changed: {
    tone: "warn",
    text: (data) => `Version ${wordOf(data.version) ?? ""} now points to another digest`.replace("  ", " "),
  },
  version_updated: { tone: "idle", text: (data) => `${versionOf(data)} was edited` },
  version_promoted: {
    tone: "good",
    text: (data) => `${versionOf(data)} promoted to ${wordOf(data.channel) ?? "a channel"}`,
  },
  version_withdrawn: {
    tone: "warn",
    text: (data) => `${versionOf(data)} taken out of ${wordOf(data.channel) ?? "a channel"}`,
  },
  version_deprecated: {
    tone: "warn",
    text: (data) =>
      `${versionOf(data)} is deprecated${wordOf(data.replacement) ? `: use ${wordOf(data.replacement)}` : ""}`,
  },
  version_restored: { tone: "idle", text: (data) => `${versionOf(data)} is no longer deprecated` },
  channel_created: { tone: "idle", text: (data) => `Channel ${nameOf(data)} made` },
  channel_updated: { tone: "idle", text: (data) => `Channel ${nameOf(data)} changed` },
  channel_deleted: { tone: "warn", text: (data) => `Channel ${nameOf(data)} deleted` },
  release_held: { tone: "warn", text: (data) => `Release ${releaseOf(data)} is held: no webhook brings it back` },
  release_hold_lifted: { tone: "idle", text: (data) => `Release ${releaseOf(data)} may be rolled out again` },

  distribution_created: { tone: "idle", text: (data) => `${distributionOf(data)} made${shareOf(data.percent)}` },
  distribution_started: { tone: "move", text: (data) => `${distributionOf(data)} began` },
  distribution_percent_changed: { tone: "move", text: (data) => `${distributionOf(data)} set${shareOf(data.to)}` },
  distribution_paused: { tone: "warn", text: (data) => `${distributionOf(data)} paused` },
  distribution_resumed: { tone: "move", text: (data) => `${distributionOf(data)} resumed` },
  distribution_completed: { tone: "good", text: (data) => `${distributionOf(data)} is for everybody` },
  distribution_cancelled: { tone: "warn", text: (data) => `${distributionOf(data)} cancelled` },
  package_queued: { tone: "idle", text: (data) => `${deltaOf(data)} ordered` },
  delta_made: {
    tone: "good",
    text: (data) =>
      `${deltaOf(data)} made${typeof data.savedShare === "number" ? `: ${formatPercent(data.savedShare)} smaller` : ""}`,
  },
  delta_dropped: { tone: "idle", text: (data) => `${deltaOf(data)} dropped` },
  delta_failed: { tone: "warn", text: (data) => `${deltaOf(data)} could not be made` },

  fleet_created: { tone: "idle", text: (data) => `Fleet ${nameOf(data)} made` },
  fleet_updated: { tone: "idle", text: (data) => `Fleet ${nameOf(data)} changed` },
  fleet_deleted: { tone: "warn", text: (data) => `Fleet ${nameOf(data)} deleted` },
  device_registered: { tone: "idle", text: (data) => `${devicesOf(data)} registered` },
  device_details_changed: { tone: "idle", text: (data) => `${deviceOf(data)} was edited` },
  device_retired: { tone: "warn", text: (data) => `${deviceOf(data)} retired` },
  device_token_rotated: { tone: "idle", text: (data) => `${deviceOf(data)} got a new token` },
  device_token_shown: { tone: "warn", text: (data) => `The token of ${deviceOf(data)} was shown` },
  device_deleted: { tone: "warn", text: (data) => `${deviceOf(data)} deleted` },
  enrollment_token_created: { tone: "idle", text: (data) => `Enrollment token ${nameOf(data)} made` },
  enrollment_token_revoked: { tone: "warn", text: (data) => `Enrollment token ${nameOf(data)} revoked` },

  rollout_created: {
    tone: "idle",
    text: (data) => `${rolloutOf(data)} made${data.tag ? ` for ${imageOf(data)}` : ""}`,
  },
  rollout_confirmed: {
    tone: "idle",
    text: (data) => `The registry confirmed ${digestOf(data) ?? "the digest"}`,
  },
  rollout_waiting: { tone: "wait", text: (data) => `${rolloutOf(data)} waits` },
  rollout_scheduled: { tone: "wait", text: (data) => `${rolloutOf(data)} is scheduled` },
  rollout_started: {
    tone: "move",
    text: (data) => `${rolloutOf(data)} started${ofDevices(data)}`,
  },
  rollout_paused: { tone: "warn", text: (data) => `${rolloutOf(data)} paused`, cause: gateOrReasonOf },
  rollout_resumed: { tone: "move", text: (data) => `${rolloutOf(data)} resumed` },
  rollout_completed: { tone: "good", text: (data) => `${rolloutOf(data)} completed` },
  rollout_failed: { tone: "bad", text: (data) => `${rolloutOf(data)} failed` },
  rollout_cancelled: { tone: "idle", text: (data) => `${rolloutOf(data)} cancelled` },
  rollout_rolling_back: {
    tone: "back",
    text: (data) => `${rolloutOf(data)} is being rolled back`,
    cause: gateOrReasonOf,
  },
  rollout_rolled_back: { tone: "back", text: (data) => `${rolloutOf(data)} was rolled back` },

  batch_started: { tone: "move", text: (data) => `${batchOf(data)} started${ofDevices(data)}` },
  batch_approved: { tone: "good", text: (data) => `${batchOf(data)} approved` },
  batch_completed: { tone: "good", text: (data) => `${batchOf(data)} completed` },
  batch_rolling_back: { tone: "back", text: (data) => `${batchOf(data)} is being rolled back` },

  device_joined: { tone: "idle", text: (data) => `${devicesOf(data)} joined late` },
  device_scheduled: { tone: "wait", text: (data) => `Update offered to ${devicesOf(data)}` },
  device_withdrawn: { tone: "idle", text: (data) => `Offer taken back from ${devicesOf(data)}` },
  device_accepted: { tone: "move", text: (data) => `${deviceOf(data)} took the update` },
  device_updated: { tone: "good", text: (data) => `${deviceOf(data)} installed it` },
  device_failed: { tone: "bad", text: (data) => `${deviceOf(data)} failed`, cause: failureOf },
  device_skipped: { tone: "idle", text: (data) => `${devicesOf(data)} left out` },
  device_retried: { tone: "wait", text: (data) => `${devicesOf(data)} will try again` },
  device_rolling_back: { tone: "back", text: (data) => `${devicesOf(data)} told to go back` },
  device_rolled_back: { tone: "back", text: (data) => `${deviceOf(data)} went back`, cause: failureOf },
  health_check_passed: { tone: "good", text: (data) => `${deviceOf(data)} is healthy` },
  health_check_failed: { tone: "bad", text: (data) => `${deviceOf(data)} failed its health check`, cause: failureOf },

  user_created: { tone: "idle", text: (data) => `User ${wordOf(data.email) ?? nameOf(data)} made` },
  user_updated: { tone: "idle", text: (data) => `User ${wordOf(data.email) ?? ""} changed`.replace("  ", " ") },
  user_signed_in: { tone: "idle", text: () => "Signed in" },
  sign_in_failed: { tone: "warn", text: (data) => `Sign-in as ${wordOf(data.email) ?? "somebody"} failed` },
  token_created: { tone: "idle", text: (data) => `API token ${nameOf(data)} made` },
  token_revoked: { tone: "warn", text: (data) => `API token ${nameOf(data)} revoked` },
  setting_changed: {
    tone: "warn",
    text: (data) => `hawkBit setting ${wordOf(data.key) ?? ""} changed`.replace("  ", " "),
  },

  file_uploaded: { tone: "idle", text: (data) => `File ${nameOf(data)} uploaded` },
  file_deleted: { tone: "warn", text: (data) => `File ${nameOf(data)} deleted` },
  file_mended: { tone: "good", text: (data) => `The content of ${nameOf(data)} is whole again` },
  file_quarantined: {
    tone: "bad",
    text: (data) => `The content of ${nameOf(data)} is damaged and is not handed out any more`,
  },
  files_collected: {
    tone: "idle",
    text: (data) => `Removed ${countOf(typeof data.count === "number" ? data.count : 0, "content")} that nobody used`,
  },
  cdn_region_saved: { tone: "idle", text: (data) => `CDN region ${nameOf(data)} ${wordOf(data.change) ?? "saved"}` },
  cdn_region_deleted: { tone: "warn", text: (data) => `CDN region ${nameOf(data)} removed` },
  cdn_invalidation_requested: { tone: "move", text: (data) => `${regionOf(data)} is to forget ${forgottenOf(data)}` },
  cdn_invalidation_completed: { tone: "good", text: (data) => `${regionOf(data)} has forgotten ${forgottenOf(data)}` },
  cdn_invalidation_failed: {
    tone: "bad",
    text: (data) => `${regionOf(data)} could not be made to forget ${forgottenOf(data)}`,
  },
  cdn_distribution_failed: {
    tone: "bad",
    text: (data) => `${regionOf(data)} does not hand out ${wordOf(data.file) ?? "a file"}`,
  },
  build_recorded: { tone: "idle", text: (data) => `Build ${buildOf(data)} recorded` },
  build_environment_revealed: {
    tone: "warn",
    text: (data) => `The environment of build ${buildOf(data)} was shown`,
  },
  diff_shared: { tone: "idle", text: (data) => `A comparison with ${buildOf(data)} shared` },
  module_created: { tone: "idle", text: (data) => `Software module ${nameOf(data)} made` },
  module_deleted: { tone: "warn", text: (data) => `Software module ${nameOf(data)} deleted` },
  set_created: { tone: "idle", text: (data) => `Distribution set ${nameOf(data)} made` },
  set_deleted: { tone: "warn", text: (data) => `Distribution set ${nameOf(data)} deleted` },
  set_assigned: {
    tone: "wait",
    text: (data) => `${wordOf(data.set) ?? "A distribution set"} assigned to ${devicesOf(data)}`,
  },
  action_stop_requested: { tone: "warn", text: (data) => `${deviceOf(data)} was asked to stop its update` },
  action_cancelled: { tone: "idle", text: (data) => `The update of ${deviceOf(data)} was cancelled` },
};

/** What a run of events of one type says together: "37 devices installed it". */
export function describeRun(type: EventType, count: number): string {
  return `${countOf(count, "device")} ${runVerbs[type] ?? "changed"}`;
}

/** The types that come in runs: each device has one, and nobody reads four hundred of them one by one. */
export const runVerbs: Partial<Record<EventType, string>> = {
  device_registered: "registered",
  device_accepted: "took the update",
  device_updated: "installed it",
  device_failed: "failed",
  device_rolled_back: "went back",
  health_check_passed: "are healthy",
  health_check_failed: "failed their health check",
};
