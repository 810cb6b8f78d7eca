-- AlterTable
ALTER TABLE "image_rollouts" ADD COLUMN     "deployment_stage" TEXT;

-- CreateTable
CREATE TABLE "machines" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "kind" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "status_reason" TEXT,
    "context" JSONB NOT NULL DEFAULT '{}',
    "wake_at" TIMESTAMPTZ(3),
    "cancel_requested_at" TIMESTAMPTZ(3),
    "paused_at" TIMESTAMPTZ(3),
    "news" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "completed_at" TIMESTAMPTZ(3),

    CONSTRAINT "machines_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "machine_stages" (
    "machine_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "needs" TEXT[],
    "status" TEXT NOT NULL,
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "rollback_attempt" INTEGER NOT NULL DEFAULT 0,
    "attempts_before" INTEGER NOT NULL DEFAULT 0,
    "rollback_attempts_before" INTEGER NOT NULL DEFAULT 0,
    "half_done" BOOLEAN NOT NULL DEFAULT false,
    "status_reason" TEXT,
    "lease_token" UUID,
    "leased_until" TIMESTAMPTZ(3),
    "wake_at" TIMESTAMPTZ(3),
    "started_at" TIMESTAMPTZ(3),
    "deadline_at" TIMESTAMPTZ(3),
    "paused_at" TIMESTAMPTZ(3),
    "completed_at" TIMESTAMPTZ(3),
    "completed_order" INTEGER,
    "rolled_back_at" TIMESTAMPTZ(3),
    "output" JSONB,

    CONSTRAINT "machine_stages_pkey" PRIMARY KEY ("machine_id","name")
);

-- CreateTable
CREATE TABLE "stage_callbacks" (
    "machine_id" UUID NOT NULL,
    "stage" TEXT NOT NULL,
    "direction" TEXT NOT NULL,
    "round" INTEGER NOT NULL,
    "status" TEXT NOT NULL,
    "progress" DOUBLE PRECISION,
    "message" TEXT NOT NULL DEFAULT '',
    "received_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "stage_callbacks_pkey" PRIMARY KEY ("machine_id","stage","direction","round")
);

-- CreateTable
CREATE TABLE "machine_entries" (
    "id" BIGSERIAL NOT NULL,
    "machine_id" UUID NOT NULL,
    "type" TEXT NOT NULL,
    "stage" TEXT,
    "attempt" INTEGER,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "data" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "machine_entries_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "deployment_templates" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "is_built_in" BOOLEAN NOT NULL DEFAULT false,
    "current_version" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "archived_at" TIMESTAMPTZ(3),

    CONSTRAINT "deployment_templates_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "deployment_template_versions" (
    "template_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "definition" JSONB NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" JSONB NOT NULL,

    CONSTRAINT "deployment_template_versions_pkey" PRIMARY KEY ("template_id","version")
);

-- CreateTable
CREATE TABLE "environments" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "position" INTEGER NOT NULL,
    "device_filter" JSONB NOT NULL DEFAULT '{}',
    "time_zone" TEXT NOT NULL DEFAULT 'UTC',
    "required_approvals" INTEGER NOT NULL DEFAULT 0,
    "approver_role" TEXT NOT NULL DEFAULT 'approver',
    "risk_limit" INTEGER,
    "requires_promotion" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "archived_at" TIMESTAMPTZ(3),

    CONSTRAINT "environments_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "environment_releases" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "environment_id" UUID NOT NULL,
    "product_id" UUID NOT NULL,
    "version_id" UUID NOT NULL,
    "deployment_id" UUID NOT NULL,
    "release" JSONB NOT NULL,
    "deployed_at" TIMESTAMPTZ(3) NOT NULL,
    "verified_at" TIMESTAMPTZ(3),
    "failed_at" TIMESTAMPTZ(3),

    CONSTRAINT "environment_releases_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "product_dependencies" (
    "product_id" UUID NOT NULL,
    "depends_on_id" UUID NOT NULL,
    "range" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" JSONB NOT NULL,

    CONSTRAINT "product_dependencies_pkey" PRIMARY KEY ("product_id","depends_on_id")
);

-- CreateTable
CREATE TABLE "deployment_groups" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "number" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" JSONB NOT NULL,

    CONSTRAINT "deployment_groups_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "deployments" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "number" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "product_id" UUID NOT NULL,
    "version_id" UUID,
    "environment_id" UUID,
    "template_id" UUID,
    "template_version" INTEGER,
    "machine_id" UUID NOT NULL,
    "group_id" UUID,
    "needs" UUID[],
    "status" TEXT NOT NULL,
    "status_reason" TEXT,
    "priority" TEXT NOT NULL DEFAULT 'normal',
    "variables" JSONB NOT NULL DEFAULT '{}',
    "plan" JSONB NOT NULL,
    "release" JSONB NOT NULL,
    "from_version" TEXT,
    "trigger" JSONB NOT NULL,
    "promoted_from_id" UUID,
    "schedule_id" UUID,
    "override" JSONB,
    "approval_need" JSONB,
    "created_by" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "completed_at" TIMESTAMPTZ(3),
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "deployments_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "deployment_logs" (
    "id" BIGSERIAL NOT NULL,
    "deployment_id" UUID NOT NULL,
    "stage" TEXT,
    "level" TEXT NOT NULL,
    "message" TEXT NOT NULL,
    "data" JSONB NOT NULL DEFAULT '{}',
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "deployment_logs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "deployment_approvals" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "deployment_id" UUID NOT NULL,
    "stage" TEXT NOT NULL DEFAULT '',
    "user_id" UUID NOT NULL,
    "decision" TEXT NOT NULL,
    "reason" TEXT NOT NULL DEFAULT '',
    "by" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "deployment_approvals_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "deployment_queue" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "deployment_id" UUID NOT NULL,
    "product_id" UUID NOT NULL,
    "environment_id" UUID,
    "priority" TEXT NOT NULL,
    "priority_rank" INTEGER NOT NULL,
    "status" TEXT NOT NULL,
    "wait_reason" TEXT,
    "scheduled_at" TIMESTAMPTZ(3),
    "time_zone" TEXT NOT NULL DEFAULT 'UTC',
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "attempts_max" INTEGER NOT NULL DEFAULT 3,
    "next_attempt_at" TIMESTAMPTZ(3),
    "last_error" TEXT,
    "enqueued_at" TIMESTAMPTZ(3) NOT NULL,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "deployment_queue_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "deployment_schedules" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "name" TEXT NOT NULL,
    "product_id" UUID NOT NULL,
    "channel" TEXT NOT NULL DEFAULT 'stable',
    "environment_id" UUID NOT NULL,
    "template_id" UUID NOT NULL,
    "variables" JSONB NOT NULL DEFAULT '{}',
    "priority" TEXT NOT NULL DEFAULT 'normal',
    "recurrence" JSONB NOT NULL,
    "time_zone" TEXT NOT NULL,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "next_at" TIMESTAMPTZ(3),
    "last_at" TIMESTAMPTZ(3),
    "last_outcome" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" JSONB NOT NULL,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "deployment_schedules_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "calendar_rules" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "environment_id" UUID,
    "product_id" UUID,
    "recurrence" JSONB NOT NULL,
    "starts_at" TEXT NOT NULL,
    "duration_minutes" INTEGER NOT NULL,
    "time_zone" TEXT NOT NULL,
    "reason" TEXT NOT NULL DEFAULT '',
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "calendar_rules_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "line_stops" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "environment_id" UUID,
    "product_id" UUID,
    "reason" TEXT NOT NULL,
    "stopped_at" TIMESTAMPTZ(3) NOT NULL,
    "stopped_by" JSONB NOT NULL,
    "lifted_at" TIMESTAMPTZ(3),
    "lifted_by" JSONB,
    "lift_reason" TEXT,

    CONSTRAINT "line_stops_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ci_triggers" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "name" TEXT NOT NULL,
    "product_id" UUID NOT NULL,
    "repository" TEXT NOT NULL,
    "workflow" TEXT NOT NULL DEFAULT '',
    "branch" TEXT NOT NULL,
    "environment_id" UUID NOT NULL,
    "template_id" UUID NOT NULL,
    "variables" JSONB NOT NULL DEFAULT '{}',
    "mode" TEXT NOT NULL,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" JSONB NOT NULL,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "ci_triggers_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ci_runs" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "provider" TEXT NOT NULL,
    "repository" TEXT NOT NULL,
    "workflow" TEXT NOT NULL,
    "run_id" TEXT NOT NULL,
    "attempt" INTEGER NOT NULL DEFAULT 1,
    "branch" TEXT NOT NULL,
    "commit" TEXT NOT NULL,
    "conclusion" TEXT NOT NULL,
    "url" TEXT,
    "outcome" JSONB NOT NULL DEFAULT '{}',
    "wake_at" TIMESTAMPTZ(3),
    "received_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ci_runs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "risk_assessments" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "product_id" UUID NOT NULL,
    "environment_id" UUID,
    "deployment_id" UUID,
    "rollout_id" UUID,
    "from_version_id" UUID,
    "to_version_id" UUID,
    "planned_at" TIMESTAMPTZ(3) NOT NULL,
    "score" INTEGER NOT NULL,
    "level" TEXT NOT NULL,
    "probability" DOUBLE PRECISION NOT NULL,
    "probability_low" DOUBLE PRECISION NOT NULL,
    "probability_high" DOUBLE PRECISION NOT NULL,
    "is_calibrated" BOOLEAN NOT NULL,
    "features" JSONB NOT NULL,
    "factors" JSONB NOT NULL,
    "guards" JSONB NOT NULL,
    "suggestions" JSONB NOT NULL,
    "model_id" UUID,
    "explanation" JSONB,
    "outcome" TEXT,
    "outcome_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" JSONB NOT NULL,

    CONSTRAINT "risk_assessments_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "risk_models" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "weights" JSONB NOT NULL,
    "own_outcomes" INTEGER NOT NULL,
    "rows" INTEGER NOT NULL,
    "quality" JSONB NOT NULL DEFAULT '{}',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "risk_models_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "machines_wake_at_idx" ON "machines"("wake_at");

-- CreateIndex
CREATE INDEX "machine_entries_machine_id_id_idx" ON "machine_entries"("machine_id", "id");

-- CreateIndex
CREATE INDEX "environment_releases_environment_id_product_id_deployed_at_idx" ON "environment_releases"("environment_id", "product_id", "deployed_at" DESC);

-- CreateIndex
CREATE INDEX "environment_releases_product_id_version_id_idx" ON "environment_releases"("product_id", "version_id");

-- CreateIndex
CREATE UNIQUE INDEX "environment_releases_deployment_id_key" ON "environment_releases"("deployment_id");

-- CreateIndex
CREATE INDEX "product_dependencies_depends_on_id_idx" ON "product_dependencies"("depends_on_id");

-- CreateIndex
CREATE UNIQUE INDEX "deployment_groups_number_key" ON "deployment_groups"("number");

-- CreateIndex
CREATE UNIQUE INDEX "deployments_number_key" ON "deployments"("number");

-- CreateIndex
CREATE UNIQUE INDEX "deployments_machine_id_key" ON "deployments"("machine_id");

-- CreateIndex
CREATE INDEX "deployments_status_idx" ON "deployments"("status");

-- CreateIndex
CREATE INDEX "deployments_product_id_created_at_idx" ON "deployments"("product_id", "created_at" DESC);

-- CreateIndex
CREATE INDEX "deployments_environment_id_product_id_created_at_idx" ON "deployments"("environment_id", "product_id", "created_at" DESC);

-- CreateIndex
CREATE INDEX "deployments_template_id_idx" ON "deployments"("template_id");

-- CreateIndex
CREATE INDEX "deployments_group_id_idx" ON "deployments"("group_id");

-- CreateIndex
CREATE INDEX "deployments_created_at_id_idx" ON "deployments"("created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "deployment_logs_deployment_id_id_idx" ON "deployment_logs"("deployment_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "deployment_approvals_deployment_id_stage_user_id_key" ON "deployment_approvals"("deployment_id", "stage", "user_id");

-- CreateIndex
CREATE UNIQUE INDEX "deployment_queue_deployment_id_key" ON "deployment_queue"("deployment_id");

-- CreateIndex
CREATE INDEX "deployment_queue_status_priority_rank_enqueued_at_idx" ON "deployment_queue"("status", "priority_rank", "enqueued_at");

-- CreateIndex
CREATE INDEX "deployment_queue_product_id_status_idx" ON "deployment_queue"("product_id", "status");

-- CreateIndex
CREATE INDEX "deployment_schedules_next_at_idx" ON "deployment_schedules"("next_at");

-- CreateIndex
CREATE INDEX "calendar_rules_environment_id_idx" ON "calendar_rules"("environment_id");

-- CreateIndex
CREATE INDEX "line_stops_lifted_at_idx" ON "line_stops"("lifted_at");

-- CreateIndex
CREATE INDEX "ci_triggers_repository_idx" ON "ci_triggers"("repository");

-- CreateIndex
CREATE INDEX "ci_runs_repository_commit_idx" ON "ci_runs"("repository", "commit");

-- CreateIndex
CREATE INDEX "ci_runs_received_at_idx" ON "ci_runs"("received_at" DESC);

-- CreateIndex
CREATE INDEX "ci_runs_wake_at_idx" ON "ci_runs"("wake_at");

-- CreateIndex
CREATE UNIQUE INDEX "ci_runs_provider_repository_run_id_attempt_conclusion_key" ON "ci_runs"("provider", "repository", "run_id", "attempt", "conclusion");

-- CreateIndex
CREATE INDEX "risk_assessments_deployment_id_idx" ON "risk_assessments"("deployment_id");

-- CreateIndex
CREATE INDEX "risk_assessments_rollout_id_idx" ON "risk_assessments"("rollout_id");

-- CreateIndex
CREATE INDEX "risk_assessments_product_id_created_at_idx" ON "risk_assessments"("product_id", "created_at" DESC);

-- CreateIndex
CREATE INDEX "risk_assessments_outcome_at_idx" ON "risk_assessments"("outcome_at");

-- CreateIndex
CREATE INDEX "risk_models_created_at_idx" ON "risk_models"("created_at" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "image_rollouts_deployment_id_deployment_stage_key" ON "image_rollouts"("deployment_id", "deployment_stage");

-- AddForeignKey
ALTER TABLE "machine_stages" ADD CONSTRAINT "machine_stages_machine_id_fkey" FOREIGN KEY ("machine_id") REFERENCES "machines"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "stage_callbacks" ADD CONSTRAINT "stage_callbacks_machine_id_fkey" FOREIGN KEY ("machine_id") REFERENCES "machines"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "machine_entries" ADD CONSTRAINT "machine_entries_machine_id_fkey" FOREIGN KEY ("machine_id") REFERENCES "machines"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "deployment_template_versions" ADD CONSTRAINT "deployment_template_versions_template_id_fkey" FOREIGN KEY ("template_id") REFERENCES "deployment_templates"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "environment_releases" ADD CONSTRAINT "environment_releases_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environments"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "environment_releases" ADD CONSTRAINT "environment_releases_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "products"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "environment_releases" ADD CONSTRAINT "environment_releases_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "versions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "environment_releases" ADD CONSTRAINT "environment_releases_deployment_id_fkey" FOREIGN KEY ("deployment_id") REFERENCES "deployments"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "product_dependencies" ADD CONSTRAINT "product_dependencies_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "products"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "product_dependencies" ADD CONSTRAINT "product_dependencies_depends_on_id_fkey" FOREIGN KEY ("depends_on_id") REFERENCES "products"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "deployments" ADD CONSTRAINT "deployments_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "products"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "deployments" ADD CONSTRAINT "deployments_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "versions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "deployments" ADD CONSTRAINT "deployments_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environments"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "deployments" ADD CONSTRAINT "deployments_template_id_fkey" FOREIGN KEY ("template_id") REFERENCES "deployment_templates"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "deployments" ADD CONSTRAINT "deployments_machine_id_fkey" FOREIGN KEY ("machine_id") REFERENCES "machines"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "deployments" ADD CONSTRAINT "deployments_group_id_fkey" FOREIGN KEY ("group_id") REFERENCES "deployment_groups"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "deployments" ADD CONSTRAINT "deployments_schedule_id_fkey" FOREIGN KEY ("schedule_id") REFERENCES "deployment_schedules"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "deployments" ADD CONSTRAINT "deployments_promoted_from_id_fkey" FOREIGN KEY ("promoted_from_id") REFERENCES "deployments"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "deployment_logs" ADD CONSTRAINT "deployment_logs_deployment_id_fkey" FOREIGN KEY ("deployment_id") REFERENCES "deployments"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "deployment_approvals" ADD CONSTRAINT "deployment_approvals_deployment_id_fkey" FOREIGN KEY ("deployment_id") REFERENCES "deployments"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "deployment_queue" ADD CONSTRAINT "deployment_queue_deployment_id_fkey" FOREIGN KEY ("deployment_id") REFERENCES "deployments"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "deployment_schedules" ADD CONSTRAINT "deployment_schedules_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "products"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "deployment_schedules" ADD CONSTRAINT "deployment_schedules_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environments"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "deployment_schedules" ADD CONSTRAINT "deployment_schedules_template_id_fkey" FOREIGN KEY ("template_id") REFERENCES "deployment_templates"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "calendar_rules" ADD CONSTRAINT "calendar_rules_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environments"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "calendar_rules" ADD CONSTRAINT "calendar_rules_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "products"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "line_stops" ADD CONSTRAINT "line_stops_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environments"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "line_stops" ADD CONSTRAINT "line_stops_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "products"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ci_triggers" ADD CONSTRAINT "ci_triggers_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "products"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ci_triggers" ADD CONSTRAINT "ci_triggers_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environments"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ci_triggers" ADD CONSTRAINT "ci_triggers_template_id_fkey" FOREIGN KEY ("template_id") REFERENCES "deployment_templates"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "risk_assessments" ADD CONSTRAINT "risk_assessments_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "products"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "risk_assessments" ADD CONSTRAINT "risk_assessments_model_id_fkey" FOREIGN KEY ("model_id") REFERENCES "risk_models"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "image_rollouts" ADD CONSTRAINT "image_rollouts_deployment_id_fkey" FOREIGN KEY ("deployment_id") REFERENCES "deployments"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- An archived template or environment gives its slug free.
CREATE UNIQUE INDEX "deployment_templates_slug_in_use" ON "deployment_templates"("slug") WHERE "archived_at" IS NULL;
CREATE UNIQUE INDEX "environments_slug_in_use" ON "environments"("slug") WHERE "archived_at" IS NULL;

-- AlterTable
ALTER TABLE "products" ADD COLUMN "concurrent_deployments" INTEGER NOT NULL DEFAULT 2;

-- One open stop for a place: of two clicks at once the second finds the first one's.
CREATE UNIQUE INDEX "line_stops_open_key" ON "line_stops"("environment_id", "product_id") NULLS NOT DISTINCT WHERE "lifted_at" IS NULL;
