-- CreateTable
CREATE TABLE "users" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "password_hash" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "session_version" INTEGER NOT NULL DEFAULT 1,
    "disabled_at" TIMESTAMPTZ(3),
    "last_sign_in_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "setup_links" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "token_hash" BYTEA NOT NULL,
    "user_id" UUID,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "setup_links_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_tokens" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "name" TEXT NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "prefix" TEXT NOT NULL,
    "scopes" TEXT[],
    "created_by_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_tokens_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "idempotency_keys" (
    "actor" TEXT NOT NULL,
    "operation" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "input_hash" BYTEA NOT NULL,
    "answer" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotency_keys_pkey" PRIMARY KEY ("actor","operation","key")
);

-- CreateTable
CREATE TABLE "fleets" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "fleets_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "devices" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "name" TEXT NOT NULL,
    "fleet_id" UUID,
    "tags" TEXT[],
    "attributes" JSONB NOT NULL DEFAULT '{}',
    "token_hash" BYTEA NOT NULL,
    "address" TEXT,
    "last_seen_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "retired_at" TIMESTAMPTZ(3),

    CONSTRAINT "devices_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "device_apps" (
    "device_id" UUID NOT NULL,
    "app" TEXT NOT NULL,
    "image" TEXT NOT NULL,
    "digest" TEXT,
    "version" TEXT,
    "reported_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "device_apps_pkey" PRIMARY KEY ("device_id","app")
);

-- CreateTable
CREATE TABLE "enrollment_tokens" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "fleet_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "prefix" TEXT NOT NULL,
    "use_count" INTEGER NOT NULL DEFAULT 0,
    "use_limit" INTEGER,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "enrollment_tokens_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "events" (
    "seq" BIGINT NOT NULL,
    "type" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "subject_kind" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "rollout_id" UUID,
    "product_id" UUID,
    "actor" JSONB NOT NULL,
    "data" JSONB NOT NULL,
    "previous_hash" BYTEA NOT NULL,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "events_pkey" PRIMARY KEY ("seq")
);

-- CreateTable
CREATE TABLE "event_chain" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "seq" BIGINT NOT NULL DEFAULT 0,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "event_chain_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "heartbeats" (
    "process_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "heartbeats_pkey" PRIMARY KEY ("process_id")
);

-- CreateTable
CREATE TABLE "webhook_sources" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "name" TEXT NOT NULL,
    "format" TEXT NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "prefix" TEXT NOT NULL,
    "registry_host" TEXT,
    "repository_prefix" TEXT,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "webhook_sources_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "webhook_deliveries" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "route" TEXT NOT NULL,
    "source_id" UUID,
    "format" TEXT,
    "authenticity" TEXT NOT NULL,
    "headers" JSONB NOT NULL,
    "body" BYTEA NOT NULL,
    "body_size_bytes" INTEGER NOT NULL,
    "delivery_key" TEXT,
    "status" TEXT NOT NULL,
    "reason" TEXT,
    "pushes" JSONB NOT NULL DEFAULT '[]',
    "rollout_ids" UUID[],
    "replay_of_id" UUID,
    "remote_address" TEXT,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "webhook_deliveries_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "delivery_keys" (
    "source" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "delivery_id" UUID NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "delivery_keys_pkey" PRIMARY KEY ("source","key")
);

-- CreateTable
CREATE TABLE "registries" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "host" TEXT NOT NULL,
    "username" TEXT,
    "password_encrypted" TEXT,
    "last_checked_at" TIMESTAMPTZ(3),
    "last_error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "registries_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "image_tags" (
    "image" TEXT NOT NULL,
    "tag" TEXT NOT NULL,
    "digest" TEXT,
    "rollout_id" UUID,
    "checked_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "image_tags_pkey" PRIMARY KEY ("image","tag")
);

-- CreateTable
CREATE TABLE "image_update_policies" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "name" TEXT NOT NULL,
    "product_id" UUID,
    "image_pattern" TEXT NOT NULL,
    "tag_rule" JSONB,
    "update_strategy" TEXT NOT NULL,
    "staged_batches" INTEGER NOT NULL,
    "batch_percentages" DOUBLE PRECISION[],
    "batch_delay_minutes" DOUBLE PRECISION NOT NULL,
    "health_check_enabled" BOOLEAN NOT NULL,
    "health_check_config" JSONB,
    "auto_rollback_enabled" BOOLEAN NOT NULL,
    "on_failure_limit" TEXT NOT NULL,
    "max_failure_rate" DOUBLE PRECISION NOT NULL,
    "device_timeout_seconds" INTEGER NOT NULL,
    "device_filter" JSONB NOT NULL DEFAULT '{}',
    "maintenance_window" JSONB,
    "priority" INTEGER NOT NULL DEFAULT 0,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "image_update_policies_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "products" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "image" TEXT,
    "time_zone" TEXT NOT NULL DEFAULT 'UTC',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "products_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "versions" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "product_id" UUID NOT NULL,
    "version" TEXT NOT NULL,
    "major" TEXT NOT NULL,
    "minor" TEXT NOT NULL,
    "patch" TEXT NOT NULL,
    "prerelease" TEXT,
    "build" TEXT,
    "precedence_key" TEXT NOT NULL,
    "digest" TEXT,
    "changelog" JSONB NOT NULL DEFAULT '[]',
    "release_notes" TEXT NOT NULL DEFAULT '',
    "is_stable" BOOLEAN NOT NULL,
    "is_deprecated" BOOLEAN NOT NULL DEFAULT false,
    "released_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "released_by" JSONB NOT NULL,
    "metadata" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "versions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "release_holds" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "product_id" UUID NOT NULL,
    "digest" TEXT NOT NULL,
    "tag" TEXT NOT NULL,
    "rollout_id" UUID,
    "reason" TEXT NOT NULL,
    "held_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "held_by" JSONB NOT NULL,
    "released_at" TIMESTAMPTZ(3),
    "released_by" JSONB,
    "release_reason" TEXT,

    CONSTRAINT "release_holds_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "image_rollouts" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "number" SERIAL NOT NULL,
    "product_id" UUID NOT NULL,
    "policy_id" UUID,
    "deployment_id" UUID,
    "image" TEXT NOT NULL,
    "tag" TEXT NOT NULL,
    "digest" TEXT,
    "from_version" TEXT,
    "to_version" TEXT NOT NULL,
    "strategy" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "status_reason" TEXT,
    "settings" JSONB NOT NULL,
    "choice" JSONB,
    "current_batch" INTEGER NOT NULL DEFAULT 0,
    "paused_from" TEXT,
    "scheduled_at" TIMESTAMPTZ(3),
    "resolve_at" TIMESTAMPTZ(3),
    "resolve_attempts" INTEGER NOT NULL DEFAULT 0,
    "created_by" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "planned_at" TIMESTAMPTZ(3),
    "started_at" TIMESTAMPTZ(3),
    "completed_at" TIMESTAMPTZ(3),
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "image_rollouts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rollout_batches" (
    "rollout_id" UUID NOT NULL,
    "index" INTEGER NOT NULL,
    "percent" DOUBLE PRECISION NOT NULL,
    "status" TEXT NOT NULL,
    "device_count" INTEGER NOT NULL DEFAULT 0,
    "started_at" TIMESTAMPTZ(3),
    "completed_at" TIMESTAMPTZ(3),
    "approved_at" TIMESTAMPTZ(3),
    "approved_by" JSONB,
    "pending" INTEGER NOT NULL DEFAULT 0,
    "scheduled" INTEGER NOT NULL DEFAULT 0,
    "updating" INTEGER NOT NULL DEFAULT 0,
    "healthy" INTEGER NOT NULL DEFAULT 0,
    "failed" INTEGER NOT NULL DEFAULT 0,
    "rolled_back" INTEGER NOT NULL DEFAULT 0,
    "skipped" INTEGER NOT NULL DEFAULT 0,
    "ever_failed" INTEGER NOT NULL DEFAULT 0,
    "accepted_failures" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "rollout_batches_pkey" PRIMARY KEY ("rollout_id","index")
);

-- CreateTable
CREATE TABLE "rollout_device_status" (
    "rollout_id" UUID NOT NULL,
    "device_id" UUID NOT NULL,
    "batch_index" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "status" TEXT NOT NULL,
    "reason" TEXT,
    "has_failed" BOOLEAN NOT NULL DEFAULT false,
    "action_id" INTEGER,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "previous" JSONB,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "rollout_device_status_pkey" PRIMARY KEY ("rollout_id","device_id")
);

-- CreateTable
CREATE TABLE "device_actions" (
    "id" SERIAL NOT NULL,
    "device_id" UUID NOT NULL,
    "rollout_id" UUID NOT NULL,
    "product_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "image" TEXT NOT NULL,
    "digest" TEXT,
    "version" TEXT,
    "status" TEXT NOT NULL,
    "attempt" INTEGER NOT NULL,
    "progress" INTEGER,
    "message" TEXT,
    "offered_at" TIMESTAMPTZ(3) NOT NULL,
    "accepted_at" TIMESTAMPTZ(3),
    "deadline_at" TIMESTAMPTZ(3) NOT NULL,
    "probe_at" TIMESTAMPTZ(3),
    "probe_attempts" INTEGER NOT NULL DEFAULT 0,
    "closed_at" TIMESTAMPTZ(3),

    CONSTRAINT "device_actions_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "users_email_key" ON "users"("email");

-- CreateIndex
CREATE UNIQUE INDEX "setup_links_token_hash_key" ON "setup_links"("token_hash");

-- CreateIndex
CREATE UNIQUE INDEX "api_tokens_token_hash_key" ON "api_tokens"("token_hash");

-- CreateIndex
CREATE INDEX "idempotency_keys_created_at_idx" ON "idempotency_keys"("created_at");

-- CreateIndex
CREATE UNIQUE INDEX "fleets_name_key" ON "fleets"("name");

-- CreateIndex
CREATE UNIQUE INDEX "devices_token_hash_key" ON "devices"("token_hash");

-- CreateIndex
CREATE INDEX "devices_fleet_id_idx" ON "devices"("fleet_id");

-- CreateIndex
CREATE INDEX "devices_name_idx" ON "devices"("name");

-- CreateIndex
CREATE INDEX "devices_tags_idx" ON "devices" USING GIN ("tags");

-- CreateIndex
CREATE INDEX "devices_created_at_id_idx" ON "devices"("created_at", "id");

-- CreateIndex
CREATE INDEX "device_apps_app_version_idx" ON "device_apps"("app", "version");

-- CreateIndex
CREATE UNIQUE INDEX "enrollment_tokens_token_hash_key" ON "enrollment_tokens"("token_hash");

-- CreateIndex
CREATE INDEX "events_rollout_id_seq_idx" ON "events"("rollout_id", "seq");

-- CreateIndex
CREATE INDEX "events_type_seq_idx" ON "events"("type", "seq");

-- CreateIndex
CREATE INDEX "events_product_id_seq_idx" ON "events"("product_id", "seq");

-- CreateIndex
CREATE INDEX "events_subject_id_seq_idx" ON "events"("subject_id", "seq");

-- CreateIndex
CREATE UNIQUE INDEX "webhook_sources_name_key" ON "webhook_sources"("name");

-- CreateIndex
CREATE UNIQUE INDEX "webhook_sources_token_hash_key" ON "webhook_sources"("token_hash");

-- CreateIndex
CREATE INDEX "webhook_deliveries_received_at_id_idx" ON "webhook_deliveries"("received_at" DESC, "id");

-- CreateIndex
CREATE INDEX "webhook_deliveries_status_received_at_idx" ON "webhook_deliveries"("status", "received_at" DESC);

-- CreateIndex
CREATE INDEX "delivery_keys_seen_at_idx" ON "delivery_keys"("seen_at");

-- CreateIndex
CREATE UNIQUE INDEX "registries_host_key" ON "registries"("host");

-- CreateIndex
CREATE UNIQUE INDEX "image_update_policies_name_key" ON "image_update_policies"("name");

-- CreateIndex
CREATE UNIQUE INDEX "products_slug_key" ON "products"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "products_image_key" ON "products"("image");

-- CreateIndex
CREATE INDEX "versions_product_id_precedence_key_idx" ON "versions"("product_id", "precedence_key" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "versions_product_id_version_key" ON "versions"("product_id", "version");

-- CreateIndex
CREATE INDEX "release_holds_product_id_digest_idx" ON "release_holds"("product_id", "digest");

-- CreateIndex
CREATE UNIQUE INDEX "image_rollouts_number_key" ON "image_rollouts"("number");

-- CreateIndex
CREATE INDEX "image_rollouts_status_idx" ON "image_rollouts"("status");

-- CreateIndex
CREATE INDEX "image_rollouts_product_id_created_at_idx" ON "image_rollouts"("product_id", "created_at" DESC);

-- CreateIndex
CREATE INDEX "image_rollouts_policy_id_idx" ON "image_rollouts"("policy_id");

-- CreateIndex
CREATE INDEX "rollout_device_status_rollout_id_batch_index_status_positio_idx" ON "rollout_device_status"("rollout_id", "batch_index", "status", "position");

-- CreateIndex
CREATE INDEX "rollout_device_status_device_id_idx" ON "rollout_device_status"("device_id");

-- CreateIndex
CREATE UNIQUE INDEX "rollout_device_status_rollout_id_position_key" ON "rollout_device_status"("rollout_id", "position");

-- CreateIndex
CREATE INDEX "device_actions_device_id_id_idx" ON "device_actions"("device_id", "id" DESC);

-- CreateIndex
CREATE INDEX "device_actions_rollout_id_idx" ON "device_actions"("rollout_id");

-- AddForeignKey
ALTER TABLE "devices" ADD CONSTRAINT "devices_fleet_id_fkey" FOREIGN KEY ("fleet_id") REFERENCES "fleets"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "device_apps" ADD CONSTRAINT "device_apps_device_id_fkey" FOREIGN KEY ("device_id") REFERENCES "devices"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "enrollment_tokens" ADD CONSTRAINT "enrollment_tokens_fleet_id_fkey" FOREIGN KEY ("fleet_id") REFERENCES "fleets"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "webhook_deliveries" ADD CONSTRAINT "webhook_deliveries_source_id_fkey" FOREIGN KEY ("source_id") REFERENCES "webhook_sources"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "image_update_policies" ADD CONSTRAINT "image_update_policies_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "products"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "versions" ADD CONSTRAINT "versions_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "products"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "release_holds" ADD CONSTRAINT "release_holds_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "products"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "image_rollouts" ADD CONSTRAINT "image_rollouts_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "products"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "image_rollouts" ADD CONSTRAINT "image_rollouts_policy_id_fkey" FOREIGN KEY ("policy_id") REFERENCES "image_update_policies"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rollout_batches" ADD CONSTRAINT "rollout_batches_rollout_id_fkey" FOREIGN KEY ("rollout_id") REFERENCES "image_rollouts"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "device_actions" ADD CONSTRAINT "device_actions_device_id_fkey" FOREIGN KEY ("device_id") REFERENCES "devices"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "device_actions" ADD CONSTRAINT "device_actions_rollout_id_fkey" FOREIGN KEY ("rollout_id") REFERENCES "image_rollouts"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What Prisma's schema language cannot say, from here on.

-- The head of the event chain: 32 zero bytes stand before the first event.
INSERT INTO "event_chain" ("id", "seq", "hash") VALUES (1, 0, decode(repeat('00', 32), 'hex'));
ALTER TABLE "event_chain" ADD CONSTRAINT "event_chain_one_row" CHECK ("id" = 1);

-- Bytewise order is SemVer precedence only under the "C" collation.
ALTER TABLE "versions" ALTER COLUMN "precedence_key" TYPE text COLLATE "C";

-- A device has at most one open action for a product, whoever writes.
CREATE UNIQUE INDEX "device_actions_one_open" ON "device_actions" ("device_id", "product_id") WHERE "closed_at" IS NULL;
CREATE INDEX "device_actions_open_deadline" ON "device_actions" ("deadline_at") WHERE "closed_at" IS NULL;
CREATE INDEX "device_actions_open_of_rollout" ON "device_actions" ("rollout_id", "deadline_at") WHERE "closed_at" IS NULL;
CREATE INDEX "device_actions_probe" ON "device_actions" ("probe_at") WHERE "closed_at" IS NULL AND "probe_at" IS NOT NULL;

-- Asked at every tick: nearly always nothing waits for a look-up, however many deliveries are kept.
CREATE INDEX "webhook_deliveries_lookups" ON "webhook_deliveries" ("received_at")
  WHERE "status" = 'accepted' AND "pushes" @> '[{"outcome":"lookup"}]'::jsonb;

-- A digest is held once at a time.
CREATE UNIQUE INDEX "release_holds_one_open" ON "release_holds" ("product_id", "digest") WHERE "released_at" IS NULL;

ALTER TABLE "users" ADD CONSTRAINT "users_role" CHECK ("role" IN ('viewer', 'operator', 'approver', 'admin'));
ALTER TABLE "products" ADD CONSTRAINT "products_kind" CHECK ("kind" IN ('image', 'firmware', 'app', 'extension'));
ALTER TABLE "image_rollouts" ADD CONSTRAINT "image_rollouts_status" CHECK ("status" IN
  ('pending', 'scheduled', 'running', 'paused', 'completed', 'failed', 'cancelled', 'rollingBack', 'rolledBack'));
ALTER TABLE "image_rollouts" ADD CONSTRAINT "image_rollouts_strategy" CHECK ("strategy" IN
  ('auto', 'staged', 'manual', 'scheduled'));
ALTER TABLE "rollout_batches" ADD CONSTRAINT "rollout_batches_status" CHECK ("status" IN
  ('pending', 'running', 'completed', 'rolledBack', 'cancelled'));
ALTER TABLE "rollout_device_status" ADD CONSTRAINT "rollout_device_status_status" CHECK ("status" IN
  ('pending', 'scheduled', 'updating', 'healthy', 'failed', 'rolledBack', 'skipped'));
ALTER TABLE "device_actions" ADD CONSTRAINT "device_actions_kind" CHECK ("kind" IN ('update', 'rollback'));
ALTER TABLE "device_actions" ADD CONSTRAINT "device_actions_status" CHECK ("status" IN
  ('offered', 'accepted', 'downloading', 'installing', 'installed', 'healthy', 'failed', 'rolledBack', 'cancelled'));

-- The tally of a batch follows its devices by itself, one statement at a time, so that a report costs one small update
-- and no count over the batch, and nobody can forget it. What is there now counts up, what was there before counts down.
CREATE TYPE "tally_change" AS (
  "rollout_id" uuid, "batch_index" integer, "status" text, "has_failed" boolean, "devices" bigint
);
CREATE FUNCTION "tally_devices"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  "changes" "tally_change"[] := '{}';
BEGIN
  IF TG_OP <> 'DELETE' THEN
    "changes" := ARRAY(
      SELECT ROW("rollout_id", "batch_index", "status", "has_failed", count(*))::"tally_change"
      FROM "new_rows" GROUP BY "rollout_id", "batch_index", "status", "has_failed");
  END IF;
  IF TG_OP <> 'INSERT' THEN
    "changes" := "changes" || ARRAY(
      SELECT ROW("rollout_id", "batch_index", "status", "has_failed", -count(*))::"tally_change"
      FROM "old_rows" GROUP BY "rollout_id", "batch_index", "status", "has_failed");
  END IF;
  UPDATE "rollout_batches" AS batch SET
    "device_count" = batch."device_count" + change."device_count",
    "pending" = batch."pending" + change."pending",
    "scheduled" = batch."scheduled" + change."scheduled",
    "updating" = batch."updating" + change."updating",
    "healthy" = batch."healthy" + change."healthy",
    "failed" = batch."failed" + change."failed",
    "rolled_back" = batch."rolled_back" + change."rolled_back",
    "skipped" = batch."skipped" + change."skipped",
    "ever_failed" = batch."ever_failed" + change."ever_failed"
  FROM (
    SELECT "rollout_id", "batch_index",
      sum("devices") AS "device_count",
      coalesce(sum("devices") FILTER (WHERE "status" = 'pending'), 0) AS "pending",
      coalesce(sum("devices") FILTER (WHERE "status" = 'scheduled'), 0) AS "scheduled",
      coalesce(sum("devices") FILTER (WHERE "status" = 'updating'), 0) AS "updating",
      coalesce(sum("devices") FILTER (WHERE "status" = 'healthy'), 0) AS "healthy",
      coalesce(sum("devices") FILTER (WHERE "status" = 'failed'), 0) AS "failed",
      coalesce(sum("devices") FILTER (WHERE "status" = 'rolledBack'), 0) AS "rolled_back",
      coalesce(sum("devices") FILTER (WHERE "status" = 'skipped'), 0) AS "skipped",
      coalesce(sum("devices") FILTER (WHERE "has_failed"), 0) AS "ever_failed"
    FROM unnest("changes") GROUP BY "rollout_id", "batch_index"
  ) AS change
  WHERE batch."rollout_id" = change."rollout_id" AND batch."index" = change."batch_index";
  RETURN NULL;
END;
$$;
CREATE TRIGGER "tally_added" AFTER INSERT ON "rollout_device_status"
  REFERENCING NEW TABLE AS "new_rows" FOR EACH STATEMENT EXECUTE FUNCTION "tally_devices"();
CREATE TRIGGER "tally_changed" AFTER UPDATE ON "rollout_device_status"
  REFERENCING NEW TABLE AS "new_rows" OLD TABLE AS "old_rows" FOR EACH STATEMENT EXECUTE FUNCTION "tally_devices"();
CREATE TRIGGER "tally_removed" AFTER DELETE ON "rollout_device_status"
  REFERENCING OLD TABLE AS "old_rows" FOR EACH STATEMENT EXECUTE FUNCTION "tally_devices"();

CREATE VIEW "active_rollouts" AS
  SELECT * FROM "image_rollouts" WHERE "status" IN ('pending', 'scheduled', 'running', 'paused', 'rollingBack');

CREATE VIEW "rollout_events" AS
  SELECT * FROM "events" WHERE "rollout_id" IS NOT NULL;
