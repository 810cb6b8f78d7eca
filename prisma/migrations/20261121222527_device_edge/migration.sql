-- AlterTable
ALTER TABLE "device_actions" ADD COLUMN     "cancel_requested_at" TIMESTAMPTZ(3),
ADD COLUMN     "created_by" JSONB,
ADD COLUMN     "distribution_set_id" INTEGER,
ADD COLUMN     "force_type" TEXT NOT NULL DEFAULT 'forced',
ADD COLUMN     "forced_at" TIMESTAMPTZ(3),
ADD COLUMN     "last_status_code" INTEGER,
ADD COLUMN     "updated_at" TIMESTAMPTZ(3),
ADD COLUMN     "waiting_for" TEXT,
ADD COLUMN     "weight" INTEGER,
ADD COLUMN     "window" JSONB,
ALTER COLUMN "rollout_id" DROP NOT NULL,
ALTER COLUMN "product_id" DROP NOT NULL,
ALTER COLUMN "deadline_at" DROP NOT NULL;

-- AlterTable
ALTER TABLE "devices" ADD COLUMN     "auto_confirm" JSONB,
ADD COLUMN     "controller_id" TEXT,
ADD COLUMN     "description" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "installed_action_id" INTEGER,
ADD COLUMN     "poll_seconds" INTEGER,
ADD COLUMN     "target_token_hash" BYTEA,
ADD COLUMN     "target_token_sealed" TEXT,
ADD COLUMN     "tenant" TEXT,
ADD COLUMN     "understands_skip" BOOLEAN,
ADD COLUMN     "wants_attributes" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "fleets" ADD COLUMN     "tenant" TEXT;

-- AlterTable
ALTER TABLE "versions" ADD COLUMN     "number" SERIAL NOT NULL;

-- CreateTable
CREATE TABLE "cdn_files" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "number" SERIAL NOT NULL,
    "file_name" TEXT NOT NULL,
    "file_path" TEXT NOT NULL,
    "file_size" BIGINT NOT NULL,
    "mime_type" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "sha1" TEXT NOT NULL,
    "md5" TEXT NOT NULL,
    "cdn_url" TEXT,
    "cache_control" TEXT,
    "expires_at" TIMESTAMPTZ(3),
    "metadata" JSONB NOT NULL DEFAULT '{}',
    "uploaded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "uploaded_by" JSONB NOT NULL,
    "version_id" UUID,
    "module_id" INTEGER,

    CONSTRAINT "cdn_files_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "device_news" (
    "id" BIGSERIAL NOT NULL,
    "xid" BIGINT NOT NULL,
    "device_ids" UUID[],
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "device_news_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "software_modules" (
    "id" SERIAL NOT NULL,
    "tenant" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "description" TEXT,
    "vendor" TEXT,
    "encrypted" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" TEXT NOT NULL,
    "last_modified_at" TIMESTAMPTZ(3) NOT NULL,
    "last_modified_by" TEXT NOT NULL,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "software_modules_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "distribution_sets" (
    "id" SERIAL NOT NULL,
    "tenant" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "description" TEXT,
    "required_migration_step" BOOLEAN NOT NULL DEFAULT false,
    "locked_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" TEXT NOT NULL,
    "last_modified_at" TIMESTAMPTZ(3) NOT NULL,
    "last_modified_by" TEXT NOT NULL,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "distribution_sets_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "distribution_set_modules" (
    "set_id" INTEGER NOT NULL,
    "module_id" INTEGER NOT NULL,

    CONSTRAINT "distribution_set_modules_pkey" PRIMARY KEY ("set_id","module_id")
);

-- CreateTable
CREATE TABLE "settings" (
    "tenant" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "value" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_by" TEXT NOT NULL,

    CONSTRAINT "settings_pkey" PRIMARY KEY ("tenant","key")
);

-- CreateTable
CREATE TABLE "device_action_entries" (
    "id" BIGSERIAL NOT NULL,
    "action_id" INTEGER NOT NULL,
    "type" TEXT NOT NULL,
    "messages" TEXT[],
    "code" INTEGER,
    "is_by_server" BOOLEAN NOT NULL DEFAULT false,
    "reported_at" TIMESTAMPTZ(3) NOT NULL,
    "device_time" TIMESTAMPTZ(3),

    CONSTRAINT "device_action_entries_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "cdn_files_number_key" ON "cdn_files"("number");

-- CreateIndex
CREATE INDEX "cdn_files_sha256_idx" ON "cdn_files"("sha256");

-- CreateIndex
CREATE UNIQUE INDEX "cdn_files_version_id_file_name_key" ON "cdn_files"("version_id", "file_name");

-- CreateIndex
CREATE UNIQUE INDEX "cdn_files_module_id_file_name_key" ON "cdn_files"("module_id", "file_name");

-- CreateIndex
CREATE INDEX "device_news_xid_idx" ON "device_news"("xid");

-- CreateIndex
CREATE INDEX "device_news_at_idx" ON "device_news"("at");

-- CreateIndex
CREATE INDEX "software_modules_tenant_id_idx" ON "software_modules"("tenant", "id");

-- CreateIndex
CREATE INDEX "distribution_sets_tenant_id_idx" ON "distribution_sets"("tenant", "id");

-- CreateIndex
CREATE INDEX "distribution_set_modules_module_id_idx" ON "distribution_set_modules"("module_id");

-- CreateIndex
CREATE INDEX "device_action_entries_action_id_id_idx" ON "device_action_entries"("action_id", "id" DESC);

-- CreateIndex
CREATE INDEX "device_actions_distribution_set_id_idx" ON "device_actions"("distribution_set_id");

-- CreateIndex
CREATE UNIQUE INDEX "devices_tenant_controller_id_key" ON "devices"("tenant", "controller_id");

-- CreateIndex
CREATE UNIQUE INDEX "fleets_tenant_key" ON "fleets"("tenant");

-- CreateIndex
CREATE UNIQUE INDEX "versions_number_key" ON "versions"("number");

-- AddForeignKey
ALTER TABLE "cdn_files" ADD CONSTRAINT "cdn_files_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "versions"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "cdn_files" ADD CONSTRAINT "cdn_files_module_id_fkey" FOREIGN KEY ("module_id") REFERENCES "software_modules"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "distribution_set_modules" ADD CONSTRAINT "distribution_set_modules_set_id_fkey" FOREIGN KEY ("set_id") REFERENCES "distribution_sets"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "distribution_set_modules" ADD CONSTRAINT "distribution_set_modules_module_id_fkey" FOREIGN KEY ("module_id") REFERENCES "software_modules"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "device_actions" ADD CONSTRAINT "device_actions_distribution_set_id_fkey" FOREIGN KEY ("distribution_set_id") REFERENCES "distribution_sets"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "device_action_entries" ADD CONSTRAINT "device_action_entries_action_id_fkey" FOREIGN KEY ("action_id") REFERENCES "device_actions"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Versions of products and hawkBit's software modules both stand in addresses of files: odd numbers and even ones.
UPDATE "versions" SET "number" = -"number";
UPDATE "versions" SET "number" = -2 * "number" - 1;
SELECT setval('versions_number_seq', (SELECT coalesce(max("number"), -1) + 2 FROM "versions"), false);
ALTER SEQUENCE "versions_number_seq" INCREMENT BY 2;
ALTER SEQUENCE "software_modules_id_seq" INCREMENT BY 2 RESTART WITH 2;

ALTER TABLE "device_actions" ADD CONSTRAINT "device_actions_force_type" CHECK ("force_type" IN
  ('forced', 'soft', 'timeForced', 'downloadOnly'));
ALTER TABLE "device_actions" ADD CONSTRAINT "device_actions_waiting_for" CHECK ("waiting_for" IN
  ('consent', 'confirmation', 'window'));
ALTER TABLE "device_actions" ADD CONSTRAINT "device_actions_origin" CHECK
  (("rollout_id" IS NULL) = ("product_id" IS NULL) AND ("rollout_id" IS NULL) <> ("distribution_set_id" IS NULL));
ALTER TABLE "device_action_entries" ADD CONSTRAINT "device_action_entries_type" CHECK ("type" IN
  ('running', 'retrieved', 'download', 'downloaded', 'warning', 'finished', 'error', 'canceling', 'canceled',
   'cancel_rejected', 'scheduled', 'wait_for_confirmation'));

-- What rollouts wait for besides answers, counted by the rollout's page and by its gate.
CREATE INDEX "device_actions_waiting" ON "device_actions" ("rollout_id", "waiting_for")
  WHERE "closed_at" IS NULL AND "waiting_for" IS NOT NULL;

-- A name is free again once what had it was deleted.
CREATE UNIQUE INDEX "software_modules_name" ON "software_modules" ("tenant", "type", "name", "version")
  WHERE "deleted_at" IS NULL;
CREATE UNIQUE INDEX "distribution_sets_name" ON "distribution_sets" ("tenant", "type", "name", "version")
  WHERE "deleted_at" IS NULL;

-- Gateways answer polls from memory. Whatever makes such an answer wrong is told here, in the transaction that does it:
-- an offer, other apps, another token, other settings. Ends of actions are not told: while one is open, gateways ask.
CREATE FUNCTION "tell_gateways"("devices" uuid[]) RETURNS void LANGUAGE sql AS $$
  INSERT INTO "device_news" ("xid", "device_ids") VALUES (pg_current_xact_id()::text::bigint, "devices");
  SELECT pg_notify('slipway_device_news', '');
$$;

CREATE FUNCTION "tell_new_rows"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  "devices" uuid[] := ARRAY(SELECT DISTINCT "device_id" FROM "new_rows");
BEGIN
  IF "devices" <> '{}' THEN PERFORM "tell_gateways"("devices"); END IF;
  RETURN NULL;
END;
$$;
CREATE TRIGGER "tell_offers" AFTER INSERT ON "device_actions"
  REFERENCING NEW TABLE AS "new_rows" FOR EACH STATEMENT EXECUTE FUNCTION "tell_new_rows"();
CREATE TRIGGER "tell_new_apps" AFTER INSERT ON "device_apps"
  REFERENCING NEW TABLE AS "new_rows" FOR EACH STATEMENT EXECUTE FUNCTION "tell_new_rows"();

CREATE FUNCTION "tell_changed_apps"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  "devices" uuid[] := ARRAY(
    SELECT DISTINCT "device_id" FROM (
      SELECT "device_id", "app", "image", "digest", "version" FROM "new_rows"
      EXCEPT SELECT "device_id", "app", "image", "digest", "version" FROM "old_rows"
    ) AS "changed");
BEGIN
  IF "devices" <> '{}' THEN PERFORM "tell_gateways"("devices"); END IF;
  RETURN NULL;
END;
$$;
CREATE TRIGGER "tell_changed_apps" AFTER UPDATE ON "device_apps"
  REFERENCING NEW TABLE AS "new_rows" OLD TABLE AS "old_rows" FOR EACH STATEMENT EXECUTE FUNCTION "tell_changed_apps"();

-- By row and column: sightings write every device every minute and must not fire it.
CREATE FUNCTION "tell_device"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM "tell_gateways"(ARRAY[OLD."id"]);
  RETURN NULL;
END;
$$;
CREATE TRIGGER "tell_changed_device" AFTER UPDATE OF "token_hash", "retired_at", "poll_seconds", "tenant",
  "controller_id", "target_token_hash", "wants_attributes", "auto_confirm", "understands_skip", "installed_action_id"
  ON "devices" FOR EACH ROW EXECUTE FUNCTION "tell_device"();
CREATE TRIGGER "tell_deleted_device" AFTER DELETE ON "devices" FOR EACH ROW EXECUTE FUNCTION "tell_device"();

CREATE FUNCTION "tell_settings"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM "tell_gateways"('{}');
  RETURN NULL;
END;
$$;
CREATE TRIGGER "tell_settings" AFTER INSERT OR UPDATE OR DELETE ON "settings"
  FOR EACH STATEMENT EXECUTE FUNCTION "tell_settings"();
