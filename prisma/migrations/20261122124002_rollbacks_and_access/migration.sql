-- AlterTable
ALTER TABLE "api_tokens" ADD COLUMN     "product_ids" UUID[] DEFAULT ARRAY[]::UUID[],
ADD COLUMN     "user_id" UUID;

-- AlterTable
ALTER TABLE "event_chain" ADD COLUMN     "pruned_hash" BYTEA,
ADD COLUMN     "pruned_seq" BIGINT NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "users" ADD COLUMN     "base_role" TEXT,
ADD COLUMN     "is_limited" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "kind" TEXT NOT NULL DEFAULT 'person';

-- AlterTable
ALTER TABLE "environments" ADD COLUMN     "automatic_rollback" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "image_rollouts" ADD COLUMN     "rollback_execution_id" UUID,
ADD COLUMN     "rollback_round" INTEGER;

-- CreateTable
CREATE TABLE "user_identities" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "user_id" UUID NOT NULL,
    "provider" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "groups" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "last_used_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "user_identities_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "user_sessions" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "user_id" UUID NOT NULL,
    "provider" TEXT NOT NULL,
    "user_agent" TEXT NOT NULL DEFAULT '',
    "address" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "user_sessions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "second_factors" (
    "user_id" UUID NOT NULL,
    "secret" TEXT NOT NULL,
    "confirmed_at" TIMESTAMPTZ(3),
    "last_step" BIGINT NOT NULL DEFAULT 0,
    "recovery_hashes" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "second_factors_pkey" PRIMARY KEY ("user_id")
);

-- CreateTable
CREATE TABLE "invitations" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "token_hash" BYTEA NOT NULL,
    "email" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "team_ids" UUID[] DEFAULT ARRAY[]::UUID[],
    "is_limited" BOOLEAN NOT NULL DEFAULT false,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "accepted_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    "created_by" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "invitations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "teams" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "teams_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "team_members" (
    "team_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "source" TEXT NOT NULL DEFAULT 'manual',

    CONSTRAINT "team_members_pkey" PRIMARY KEY ("team_id","user_id")
);

-- CreateTable
CREATE TABLE "team_products" (
    "team_id" UUID NOT NULL,
    "product_id" UUID NOT NULL,

    CONSTRAINT "team_products_pkey" PRIMARY KEY ("team_id","product_id")
);

-- CreateTable
CREATE TABLE "team_environments" (
    "team_id" UUID NOT NULL,
    "environment_id" UUID NOT NULL,

    CONSTRAINT "team_environments_pkey" PRIMARY KEY ("team_id","environment_id")
);

-- CreateTable
CREATE TABLE "group_mappings" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "provider" TEXT NOT NULL,
    "group" TEXT NOT NULL,
    "role" TEXT,
    "team_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "group_mappings_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_checkpoints" (
    "seq" BIGINT NOT NULL,
    "hash" BYTEA NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "key_id" TEXT NOT NULL,
    "signature" BYTEA NOT NULL,

    CONSTRAINT "audit_checkpoints_pkey" PRIMARY KEY ("seq")
);

-- CreateTable
CREATE TABLE "notification_channels" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "settings" JSONB NOT NULL,
    "secrets" TEXT,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "disabled_reason" TEXT,
    "failing_since" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "notification_channels_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "notification_rules" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "name" TEXT NOT NULL,
    "channel_id" UUID NOT NULL,
    "event_types" TEXT[],
    "product_ids" UUID[],
    "environment_ids" UUID[],
    "severity" TEXT NOT NULL DEFAULT 'info',
    "quiet_hours" JSONB,
    "digest_minutes" INTEGER NOT NULL DEFAULT 0,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "notification_rules_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "notification_cursor" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "seq" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "notification_cursor_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "notification_deliveries" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "channel_id" UUID NOT NULL,
    "rule_id" UUID,
    "event_seqs" BIGINT[],
    "thread_key" TEXT,
    "message" JSONB NOT NULL,
    "status" TEXT NOT NULL,
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" TIMESTAMPTZ(3),
    "lease_token" UUID,
    "leased_until" TIMESTAMPTZ(3),
    "redelivery_of_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "completed_at" TIMESTAMPTZ(3),

    CONSTRAINT "notification_deliveries_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "notification_tries" (
    "delivery_id" UUID NOT NULL,
    "attempt" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "millis" INTEGER NOT NULL,
    "outcome" TEXT NOT NULL,
    "status" INTEGER,
    "answer" TEXT,
    "error" TEXT,

    CONSTRAINT "notification_tries_pkey" PRIMARY KEY ("delivery_id","attempt")
);

-- CreateTable
CREATE TABLE "notification_threads" (
    "channel_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "reference" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "notification_threads_pkey" PRIMARY KEY ("channel_id","key")
);

-- CreateTable
CREATE TABLE "notification_readings" (
    "user_id" UUID NOT NULL,
    "read_seq" BIGINT NOT NULL DEFAULT 0,
    "muted_product_ids" UUID[] DEFAULT ARRAY[]::UUID[],
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "notification_readings_pkey" PRIMARY KEY ("user_id")
);

-- CreateTable
CREATE TABLE "rollback_plans" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "number" SERIAL NOT NULL,
    "product_id" UUID NOT NULL,
    "environment_id" UUID,
    "deployment_id" UUID,
    "rollout_id" UUID,
    "from_version_id" UUID NOT NULL,
    "to_version_id" UUID NOT NULL,
    "target_found_by" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "strategy" TEXT NOT NULL,
    "batches" JSONB NOT NULL DEFAULT '[]',
    "gates" JSONB NOT NULL DEFAULT '{}',
    "scheduled_at" TIMESTAMPTZ(3),
    "time_zone" TEXT NOT NULL DEFAULT 'UTC',
    "status" TEXT NOT NULL,
    "status_reason" TEXT,
    "content" JSONB NOT NULL,
    "content_digest" BYTEA NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "checks" JSONB NOT NULL DEFAULT '[]',
    "verdict" TEXT NOT NULL,
    "checked_at" TIMESTAMPTZ(3) NOT NULL,
    "estimated_downtime" JSONB,
    "affected_devices" INTEGER NOT NULL DEFAULT 0,
    "force" JSONB,
    "break_glass" JSONB,
    "approval_need" JSONB NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "trigger" JSONB NOT NULL,
    "is_automatic" BOOLEAN NOT NULL DEFAULT false,
    "created_by" JSONB NOT NULL,
    "created_by_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "rollback_plans_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rollback_approvals" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "plan_id" UUID NOT NULL,
    "content_digest" BYTEA NOT NULL,
    "user_id" UUID NOT NULL,
    "decision" TEXT NOT NULL,
    "reason" TEXT NOT NULL DEFAULT '',
    "by" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "rollback_approvals_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rollback_executions" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "plan_id" UUID NOT NULL,
    "attempt" INTEGER NOT NULL,
    "machine_id" UUID NOT NULL,
    "status" TEXT NOT NULL,
    "status_reason" TEXT,
    "rollout_id" UUID,
    "started_by" JSONB NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "completed_at" TIMESTAMPTZ(3),
    "outcome" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "rollback_executions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "incidents" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "number" SERIAL NOT NULL,
    "plan_id" UUID NOT NULL,
    "product_id" UUID NOT NULL,
    "title" TEXT NOT NULL,
    "summary" TEXT,
    "cause" TEXT,
    "actions" TEXT,
    "edited_by" JSONB,
    "edited_at" TIMESTAMPTZ(3),
    "revision" INTEGER NOT NULL DEFAULT 1,
    "issue_status" TEXT,
    "issue_url" TEXT,
    "issue_error" TEXT,
    "issue_due_at" TIMESTAMPTZ(3),
    "issue_attempts" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "incidents_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "product_databases" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "product_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "connection" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "schemas" TEXT[],
    "allow_writable" BOOLEAN NOT NULL DEFAULT false,
    "access" JSONB,
    "checked_at" TIMESTAMPTZ(3),
    "last_error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "product_databases_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "migration_dependencies" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "database_id" UUID NOT NULL,
    "constraint_name" TEXT NOT NULL,
    "table" TEXT NOT NULL,
    "columns" TEXT[],
    "referenced_table" TEXT NOT NULL,
    "referenced_columns" TEXT[],
    "on_delete" TEXT NOT NULL,
    "read_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "migration_dependencies_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "migration_rollback_audit" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "database_id" UUID NOT NULL,
    "plan_id" UUID,
    "version_id" UUID,
    "migration" TEXT NOT NULL,
    "steps" JSONB NOT NULL,
    "verdict" TEXT NOT NULL,
    "findings" JSONB NOT NULL,
    "is_destructive" BOOLEAN NOT NULL,
    "is_forced" BOOLEAN NOT NULL DEFAULT false,
    "force_reason" TEXT,
    "outcome" TEXT NOT NULL,
    "by" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "migration_rollback_audit_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "user_identities_user_id_idx" ON "user_identities"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "user_identities_provider_subject_key" ON "user_identities"("provider", "subject");

-- CreateIndex
CREATE INDEX "user_sessions_user_id_created_at_idx" ON "user_sessions"("user_id", "created_at" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "invitations_token_hash_key" ON "invitations"("token_hash");

-- CreateIndex
CREATE INDEX "invitations_created_at_id_idx" ON "invitations"("created_at" DESC, "id" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "teams_slug_key" ON "teams"("slug");

-- CreateIndex
CREATE INDEX "team_members_user_id_idx" ON "team_members"("user_id");

-- CreateIndex
CREATE INDEX "team_products_product_id_idx" ON "team_products"("product_id");

-- CreateIndex
CREATE INDEX "team_environments_environment_id_idx" ON "team_environments"("environment_id");

-- CreateIndex
CREATE INDEX "group_mappings_provider_group_idx" ON "group_mappings"("provider", "group");

-- CreateIndex
CREATE INDEX "audit_checkpoints_at_idx" ON "audit_checkpoints"("at" DESC);

-- CreateIndex
CREATE INDEX "notification_rules_channel_id_idx" ON "notification_rules"("channel_id");

-- CreateIndex
CREATE INDEX "notification_deliveries_next_attempt_at_idx" ON "notification_deliveries"("next_attempt_at");

-- CreateIndex
CREATE INDEX "notification_deliveries_channel_id_created_at_id_idx" ON "notification_deliveries"("channel_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "rollback_plans_number_key" ON "rollback_plans"("number");

-- CreateIndex
CREATE INDEX "rollback_plans_status_idx" ON "rollback_plans"("status");

-- CreateIndex
CREATE INDEX "rollback_plans_product_id_created_at_idx" ON "rollback_plans"("product_id", "created_at" DESC);

-- CreateIndex
CREATE INDEX "rollback_plans_created_at_id_idx" ON "rollback_plans"("created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "rollback_plans_deployment_id_idx" ON "rollback_plans"("deployment_id");

-- CreateIndex
CREATE UNIQUE INDEX "rollback_approvals_plan_id_content_digest_user_id_key" ON "rollback_approvals"("plan_id", "content_digest", "user_id");

-- CreateIndex
CREATE UNIQUE INDEX "rollback_executions_machine_id_key" ON "rollback_executions"("machine_id");

-- CreateIndex
CREATE INDEX "rollback_executions_rollout_id_idx" ON "rollback_executions"("rollout_id");

-- CreateIndex
CREATE UNIQUE INDEX "rollback_executions_plan_id_attempt_key" ON "rollback_executions"("plan_id", "attempt");

-- CreateIndex
CREATE UNIQUE INDEX "incidents_number_key" ON "incidents"("number");

-- CreateIndex
CREATE UNIQUE INDEX "incidents_plan_id_key" ON "incidents"("plan_id");

-- CreateIndex
CREATE INDEX "incidents_product_id_idx" ON "incidents"("product_id");

-- CreateIndex
CREATE UNIQUE INDEX "product_databases_product_id_name_key" ON "product_databases"("product_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "migration_dependencies_database_id_table_constraint_name_key" ON "migration_dependencies"("database_id", "table", "constraint_name");

-- CreateIndex
CREATE INDEX "migration_rollback_audit_database_id_at_idx" ON "migration_rollback_audit"("database_id", "at" DESC);

-- AddForeignKey
ALTER TABLE "api_tokens" ADD CONSTRAINT "api_tokens_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "user_identities" ADD CONSTRAINT "user_identities_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "user_sessions" ADD CONSTRAINT "user_sessions_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "second_factors" ADD CONSTRAINT "second_factors_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "team_members" ADD CONSTRAINT "team_members_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "teams"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "team_members" ADD CONSTRAINT "team_members_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "team_products" ADD CONSTRAINT "team_products_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "teams"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "team_products" ADD CONSTRAINT "team_products_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "products"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "team_environments" ADD CONSTRAINT "team_environments_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "teams"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "team_environments" ADD CONSTRAINT "team_environments_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environments"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "notification_rules" ADD CONSTRAINT "notification_rules_channel_id_fkey" FOREIGN KEY ("channel_id") REFERENCES "notification_channels"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "notification_deliveries" ADD CONSTRAINT "notification_deliveries_channel_id_fkey" FOREIGN KEY ("channel_id") REFERENCES "notification_channels"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "notification_tries" ADD CONSTRAINT "notification_tries_delivery_id_fkey" FOREIGN KEY ("delivery_id") REFERENCES "notification_deliveries"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "notification_threads" ADD CONSTRAINT "notification_threads_channel_id_fkey" FOREIGN KEY ("channel_id") REFERENCES "notification_channels"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "notification_readings" ADD CONSTRAINT "notification_readings_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rollback_plans" ADD CONSTRAINT "rollback_plans_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "products"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rollback_plans" ADD CONSTRAINT "rollback_plans_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environments"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rollback_plans" ADD CONSTRAINT "rollback_plans_deployment_id_fkey" FOREIGN KEY ("deployment_id") REFERENCES "deployments"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rollback_plans" ADD CONSTRAINT "rollback_plans_from_version_id_fkey" FOREIGN KEY ("from_version_id") REFERENCES "versions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rollback_plans" ADD CONSTRAINT "rollback_plans_to_version_id_fkey" FOREIGN KEY ("to_version_id") REFERENCES "versions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rollback_approvals" ADD CONSTRAINT "rollback_approvals_plan_id_fkey" FOREIGN KEY ("plan_id") REFERENCES "rollback_plans"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- CreateIndex
CREATE UNIQUE INDEX "image_rollouts_rollback_execution_id_rollback_round_key" ON "image_rollouts"("rollback_execution_id", "rollback_round");

-- AddForeignKey
ALTER TABLE "image_rollouts" ADD CONSTRAINT "image_rollouts_rollback_execution_id_fkey" FOREIGN KEY ("rollback_execution_id") REFERENCES "rollback_executions"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rollback_executions" ADD CONSTRAINT "rollback_executions_plan_id_fkey" FOREIGN KEY ("plan_id") REFERENCES "rollback_plans"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rollback_executions" ADD CONSTRAINT "rollback_executions_machine_id_fkey" FOREIGN KEY ("machine_id") REFERENCES "machines"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "incidents" ADD CONSTRAINT "incidents_plan_id_fkey" FOREIGN KEY ("plan_id") REFERENCES "rollback_plans"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "incidents" ADD CONSTRAINT "incidents_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "products"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "product_databases" ADD CONSTRAINT "product_databases_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "products"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "migration_dependencies" ADD CONSTRAINT "migration_dependencies_database_id_fkey" FOREIGN KEY ("database_id") REFERENCES "product_databases"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "migration_rollback_audit" ADD CONSTRAINT "migration_rollback_audit_database_id_fkey" FOREIGN KEY ("database_id") REFERENCES "product_databases"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- A plan has at most one execution that is not over: fifty clicks at once start one.
CREATE UNIQUE INDEX "rollback_executions_open_key" ON "rollback_executions"("plan_id") WHERE "status" IN ('running', 'needsDecision');

-- What one deployment did is taken back by itself once; whoever looks at the same time makes no second plan.
CREATE UNIQUE INDEX "rollback_plans_automatic_deployment_key" ON "rollback_plans"("deployment_id") WHERE "is_automatic";

-- Counted for the loop guard.
CREATE INDEX "rollback_plans_automatic_idx" ON "rollback_plans"("product_id", "created_at") WHERE "is_automatic";

-- The log is the outbox: whoever tells people of events goes on from here.
INSERT INTO "notification_cursor" ("id", "seq") SELECT 1, COALESCE(MAX("seq"), 0) FROM "events" ON CONFLICT DO NOTHING;

-- Of use only to who asks for a deadline, or for a rollout. Without this the planner may walk all open actions to find
-- the one of a device, where its statistics are from a time at which none was open.
DROP INDEX "device_actions_open_deadline";
CREATE INDEX "device_actions_open_deadline" ON "device_actions" ("deadline_at")
  WHERE "closed_at" IS NULL AND "deadline_at" IS NOT NULL;
DROP INDEX "device_actions_open_of_rollout";
CREATE INDEX "device_actions_open_of_rollout" ON "device_actions" ("rollout_id", "deadline_at")
  WHERE "closed_at" IS NULL AND "rollout_id" IS NOT NULL;

-- Reports that are still to be opened as issues; nearly always none.
CREATE INDEX "incidents_issue_due" ON "incidents" ("issue_due_at") WHERE "issue_status" IN ('waiting', 'pending');
