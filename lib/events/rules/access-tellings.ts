// What do the events of access, of notifications and of the log itself say to a person?
import type { Data, Telling } from "#lib/events/rules/telling.ts";
import { nameOf, wordOf } from "#lib/events/rules/words.ts";
import { countOf } from "#lib/kernel/format.ts";
import type { AccessEventType } from "#lib/events/types.ts";

const personOf = (data: Data) => wordOf(data.email) ?? nameOf(data);
const providerOf = (data: Data) => wordOf(data.provider) ?? "a provider";

/** One sentence for each type. */
export const accessTellings: Record<AccessEventType, Telling> = {
  user_invited: { tone: "idle", text: (data) => `${personOf(data)} invited` },
  invitation_accepted: { tone: "good", text: (data) => `${personOf(data)} accepted the invitation` },
  invitation_revoked: { tone: "idle", text: (data) => `Invitation of ${personOf(data)} revoked` },
  identity_linked: { tone: "idle", text: (data) => `${personOf(data)} signs in with ${providerOf(data)}` },
  identity_unlinked: { tone: "idle", text: (data) => `${personOf(data)} no longer signs in with ${providerOf(data)}` },
  sign_in_refused: { tone: "warn", text: (data) => `Sign-in of ${personOf(data)} with ${providerOf(data)} refused` },
  session_revoked: { tone: "idle", text: (data) => `A session of ${personOf(data)} ended` },
  second_factor_enabled: { tone: "good", text: (data) => `${personOf(data)} signs in with a second factor` },
  second_factor_disabled: { tone: "warn", text: (data) => `Second factor of ${personOf(data)} removed` },
  recovery_code_used: { tone: "warn", text: (data) => `${personOf(data)} signed in with a recovery code` },
  team_saved: { tone: "idle", text: (data) => `Team ${nameOf(data)} saved` },
  team_deleted: { tone: "warn", text: (data) => `Team ${nameOf(data)} deleted` },
  team_member_added: { tone: "idle", text: (data) => `${personOf(data)} joined ${wordOf(data.team) ?? "a team"}` },
  team_member_removed: { tone: "idle", text: (data) => `${personOf(data)} left ${wordOf(data.team) ?? "a team"}` },
  group_mapping_saved: { tone: "idle", text: (data) => `Group ${nameOf(data)} has a meaning` },
  group_mapping_deleted: { tone: "idle", text: (data) => `Group ${nameOf(data)} means nothing any more` },
  notification_channel_saved: { tone: "idle", text: (data) => `Channel ${nameOf(data)} saved` },
  notification_channel_deleted: { tone: "warn", text: (data) => `Channel ${nameOf(data)} deleted` },
  notification_channel_disabled: { tone: "bad", text: (data) => `Channel ${nameOf(data)} turned off: it is dead` },
  notification_rule_saved: { tone: "idle", text: (data) => `Rule ${nameOf(data)} saved` },
  notification_rule_deleted: { tone: "idle", text: (data) => `Rule ${nameOf(data)} deleted` },
  notification_redelivered: { tone: "idle", text: (data) => `A message to ${nameOf(data)} is sent again` },
  audit_checkpoint_signed: { tone: "idle", text: () => "A checkpoint of the log was signed" },
  audit_log_pruned: {
    tone: "warn",
    text: ({ removed }) => `${countOf(typeof removed === "number" ? removed : 0, "old event")} removed from the log`,
  },
  audit_tampering_found: { tone: "bad", text: () => "The log was tampered with", cause: ({ fault }) => wordOf(fault) },
  audit_log_exported: { tone: "idle", text: () => "The log was exported" },
  backup_taken: { tone: "idle", text: () => "A backup was taken" },
  backup_restored: { tone: "warn", text: () => "Everything was restored from a backup" },
};
