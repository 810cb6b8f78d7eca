/** Those of deployments, and of all that decides about them. */
const DEPLOYMENT_EVENT_TYPES = [
  "template_created",
  "template_updated",
  "template_archived",
  "environment_created",
  "environment_updated",
  "environment_archived",
  "deployment_created",
  "deployment_approval_needed",
  "deployment_rescheduled",
  "deployment_reprioritized",
  "deployment_override_requested",
  "deployment_overridden",
  "deployment_approved",
  "deployment_rejected",
  "deployment_promoted",
  "release_found_bad",
  "deployment_started",
  "deployment_paused",
  "deployment_resumed",
  "deployment_completed",
  "deployment_failed",
  "deployment_cancelled",
  "deployment_rolling_back",
  "deployment_rolled_back",
  "stage_started",
  "stage_waiting",
  "stage_completed",
  "stage_skipped",
  "stage_retried",
  "stage_failed",
  "stage_rolled_back",
  "stage_rollback_failed",
  "calendar_rule_saved",
  "calendar_rule_deleted",
  "line_stopped",
  "line_resumed",
  "schedule_saved",
  "schedule_deleted",
  "schedule_fired",
  "dependency_saved",
  "dependency_deleted",
  "ci_run_received",
  "ci_trigger_saved",
  "ci_trigger_deleted",
  "risk_assessed",
  "risk_model_fitted",
] as const;
export type DeploymentEventType = (typeof DEPLOYMENT_EVENT_TYPES)[number];

/** Those of taking back. */
const ROLLBACK_EVENT_TYPES = [
  "rollback_plan_created",
  "rollback_plan_changed",
  "rollback_plan_checked",
  "rollback_plan_approved",
  "rollback_plan_rejected",
  "rollback_plan_forced",
  "rollback_plan_expired",
  "rollback_plan_cancelled",
  "rollback_glass_broken",
  "rollback_started",
  "rollback_stuck",
  "rollback_resumed",
  "rollback_completed",
  "rollback_failed",
  "automatic_rollback_started",
  "automatic_rollback_stopped",
  "incident_written",
  "incident_edited",
  "incident_issue_requested",
  "incident_issue_opened",
  "incident_issue_failed",
  "product_database_saved",
  "product_database_deleted",
  "migration_rollback_checked",
] as const;
export type RollbackEventType = (typeof ROLLBACK_EVENT_TYPES)[number];

/** Those of who may come in, who is told, and of the log itself. */
const ACCESS_EVENT_TYPES = [
  "user_invited",
  "invitation_accepted",
  "invitation_revoked",
  "identity_linked",
  "identity_unlinked",
  "sign_in_refused",
  "session_revoked",
  "second_factor_enabled",
  "second_factor_disabled",
  "recovery_code_used",
  "team_saved",
  "team_deleted",
  "team_member_added",
  "team_member_removed",
  "group_mapping_saved",
  "group_mapping_deleted",
  "notification_channel_saved",
  "notification_channel_deleted",
  "notification_channel_disabled",
  "notification_rule_saved",
  "notification_rule_deleted",
  "notification_redelivered",
  "audit_checkpoint_signed",
  "audit_log_pruned",
  "audit_tampering_found",
  "audit_log_exported",
  "backup_taken",
  "backup_restored",
] as const;
export type AccessEventType = (typeof ACCESS_EVENT_TYPES)[number];

/** Every type of event. A name is past tense and never changes its meaning. */
export const EVENT_TYPES = [
  "webhook_received",
  "webhook_rejected",
  "webhook_source_created",
  "webhook_source_updated",
  "webhook_source_revoked",
  "registry_saved",
  "registry_deleted",
  "registry_unreachable",
  "policy_created",
  "policy_updated",
  "policy_deleted",
  "policy_matched",
  "product_created",
  "product_updated",
  "product_deleted",
  "version_created",
  "version_digest_changed",
  "version_updated",
  "version_promoted",
  "version_withdrawn",
  "version_deprecated",
  "version_restored",
  "channel_created",
  "channel_updated",
  "channel_deleted",
  "release_held",
  "release_hold_lifted",
  "distribution_created",
  "distribution_started",
  "distribution_percent_changed",
  "distribution_paused",
  "distribution_resumed",
  "distribution_completed",
  "distribution_cancelled",
  "package_queued",
  "delta_made",
  "delta_dropped",
  "delta_failed",
  "fleet_created",
  "fleet_updated",
  "fleet_deleted",
  "device_registered",
  "device_details_changed",
  "device_retired",
  "device_token_rotated",
  "device_token_shown",
  "device_deleted",
  "enrollment_token_created",
  "enrollment_token_revoked",
  "rollout_created",
  "rollout_confirmed",
  "rollout_waiting",
  "rollout_scheduled",
  "rollout_started",
  "rollout_paused",
  "rollout_resumed",
  "rollout_completed",
  "rollout_failed",
  "rollout_cancelled",
  "rollout_rolling_back",
  "rollout_rolled_back",
  "batch_started",
  "batch_approved",
  "batch_completed",
  "batch_rolling_back",
  "device_joined",
  "device_scheduled",
  "device_accepted",
  "device_updated",
  "device_failed",
  "device_withdrawn",
  "device_skipped",
  "device_retried",
  "device_rolling_back",
  "device_rolled_back",
  "health_check_passed",
  "health_check_failed",
  "user_created",
  "user_updated",
  "user_signed_in",
  "sign_in_failed",
  "token_created",
  "token_revoked",
  "setting_changed",
  "file_uploaded",
  "file_deleted",
  "file_quarantined",
  "file_mended",
  "files_collected",
  "cdn_region_saved",
  "cdn_region_deleted",
  "cdn_invalidation_requested",
  "cdn_invalidation_completed",
  "cdn_invalidation_failed",
  "cdn_distribution_failed",
  "build_recorded",
  "build_environment_revealed",
  "diff_shared",
  "module_created",
  "module_deleted",
  "set_created",
  "set_deleted",
  "set_assigned",
  "action_stop_requested",
  "action_cancelled",
  ...DEPLOYMENT_EVENT_TYPES,
  ...ROLLBACK_EVENT_TYPES,
  ...ACCESS_EVENT_TYPES,
] as const;

export type EventType = (typeof EVENT_TYPES)[number];

/** What an event is about. */
export interface Subject {
  kind:
    | "rollout"
    | "device"
    | "policy"
    | "product"
    | "version"
    | "channel"
    | "distribution"
    | "package"
    | "fleet"
    | "delivery"
    | "source"
    | "registry"
    | "user"
    | "token"
    | "setting"
    | "file"
    | "region"
    | "artifact"
    | "module"
    | "set"
    | "action"
    | "deployment"
    | "template"
    | "environment"
    | "calendarRule"
    | "lineStop"
    | "schedule"
    | "ciTrigger"
    | "ciRun"
    | "risk"
    | "rollbackPlan"
    | "incident"
    | "productDatabase"
    | "invitation"
    | "session"
    | "team"
    | "groupMapping"
    | "notificationChannel"
    | "notificationRule"
    | "notificationDelivery"
    | "auditLog";
  id: string;
}
