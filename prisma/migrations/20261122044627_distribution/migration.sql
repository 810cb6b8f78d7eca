-- AlterTable
ALTER TABLE "devices" ADD COLUMN     "channel" TEXT;

-- AlterTable
ALTER TABLE "fleets" ADD COLUMN     "channel" TEXT;

-- AlterTable
ALTER TABLE "products" ADD COLUMN     "is_private" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "versions" ADD COLUMN     "compatibility" JSONB NOT NULL DEFAULT '{}',
ADD COLUMN     "deprecation" JSONB,
ADD COLUMN     "is_floor" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "replacement_id" UUID;

-- AlterTable
ALTER TABLE "device_news" ADD COLUMN     "product_ids" UUID[] DEFAULT ARRAY[]::UUID[];

-- CreateTable
CREATE TABLE "cdn_uploads" (
    "id" UUID NOT NULL,
    "version_id" UUID NOT NULL,
    "file_name" TEXT NOT NULL,
    "file_size" BIGINT NOT NULL,
    "mime_type" TEXT NOT NULL,
    "sha256" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" JSONB NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "completed_at" TIMESTAMPTZ(3),
    "locked_by" UUID,
    "locked_until" TIMESTAMPTZ(3),
    "release_wanted" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "cdn_uploads_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "damaged_contents" (
    "sha256" TEXT NOT NULL,
    "found_at" TIMESTAMPTZ(3) NOT NULL,
    "found" JSONB NOT NULL,

    CONSTRAINT "damaged_contents_pkey" PRIMARY KEY ("sha256")
);

-- CreateTable
CREATE TABLE "deployment_artifacts" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "product_id" UUID NOT NULL,
    "version_id" UUID,
    "git_commit" TEXT,
    "git_ref" TEXT,
    "source_url" TEXT,
    "build_number" TEXT,
    "build_url" TEXT,
    "author" TEXT,
    "built_at" TIMESTAMPTZ(3) NOT NULL,
    "digest" TEXT,
    "size" BIGINT,
    "file_id" UUID,
    "image_tags" TEXT[],
    "dependencies" JSONB NOT NULL DEFAULT '[]',
    "config_files" JSONB NOT NULL DEFAULT '[]',
    "environment_sealed" TEXT,
    "environment_names" TEXT[],
    "metadata" JSONB NOT NULL DEFAULT '{}',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" JSONB NOT NULL,

    CONSTRAINT "deployment_artifacts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "artifact_diffs" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "from_id" UUID NOT NULL,
    "to_id" UUID NOT NULL,
    "options" JSONB NOT NULL DEFAULT '{}',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" JSONB NOT NULL,

    CONSTRAINT "artifact_diffs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "cdn_regions" (
    "name" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "base_url" TEXT NOT NULL,
    "purge_url" TEXT,
    "secrets" TEXT,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "checked_at" TIMESTAMPTZ(3),
    "last_error" TEXT,

    CONSTRAINT "cdn_regions_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "cdn_distributions" (
    "file_id" UUID NOT NULL,
    "region" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "error" TEXT,
    "next_try_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "cdn_distributions_pkey" PRIMARY KEY ("file_id","region")
);

-- CreateTable
CREATE TABLE "cdn_invalidations" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "region" TEXT NOT NULL,
    "file_id" UUID,
    "paths" TEXT[],
    "state" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "error" TEXT,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "requested_by" JSONB NOT NULL,
    "next_try_at" TIMESTAMPTZ(3) NOT NULL,
    "done_at" TIMESTAMPTZ(3),

    CONSTRAINT "cdn_invalidations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "cdn_file_days" (
    "file_id" UUID NOT NULL,
    "region" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "downloads" BIGINT NOT NULL DEFAULT 0,
    "bytes" BIGINT NOT NULL DEFAULT 0,
    "hits" BIGINT NOT NULL DEFAULT 0,
    "misses" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "cdn_file_days_pkey" PRIMARY KEY ("file_id","region","day")
);

-- CreateTable
CREATE TABLE "cdn_log_places" (
    "region" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "offset" BIGINT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "cdn_log_places_pkey" PRIMARY KEY ("region","fingerprint")
);

-- CreateTable
CREATE TABLE "update_packages" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "product_id" UUID NOT NULL,
    "from_version_id" UUID,
    "to_version_id" UUID NOT NULL,
    "file_name" TEXT NOT NULL,
    "file_id" UUID,
    "is_delta" BOOLEAN NOT NULL,
    "format" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "package_size" BIGINT,
    "result_size" BIGINT NOT NULL,
    "checksum" TEXT,
    "result_sha256" TEXT NOT NULL,
    "release_notes" TEXT NOT NULL DEFAULT '',
    "base_file_name" TEXT,
    "base_sha256" TEXT,
    "attempts" JSONB NOT NULL DEFAULT '[]',
    "pending_pass" TEXT,
    "lease_until" TIMESTAMPTZ(3),
    "tries" INTEGER NOT NULL DEFAULT 0,
    "reason" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" JSONB NOT NULL,
    "distributed_at" TIMESTAMPTZ(3),

    CONSTRAINT "update_packages_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "update_distributions" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "product_id" UUID NOT NULL,
    "channel_id" UUID NOT NULL,
    "version_id" UUID NOT NULL,
    "strategy" TEXT NOT NULL,
    "percent" DOUBLE PRECISION NOT NULL,
    "steps" JSONB NOT NULL DEFAULT '[]',
    "starts_at" TIMESTAMPTZ(3),
    "time_zone" TEXT NOT NULL DEFAULT 'UTC',
    "other_version_id" UUID,
    "winner_id" UUID,
    "status" TEXT NOT NULL,
    "status_reason" TEXT,
    "paused_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" JSONB NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "update_distributions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "update_notifications" (
    "product_id" UUID NOT NULL,
    "version_id" UUID NOT NULL,
    "client_id" TEXT NOT NULL,
    "distribution_id" UUID,
    "from_version" TEXT,
    "package_id" UUID,
    "told_at" TIMESTAMPTZ(3) NOT NULL,
    "downloaded_at" TIMESTAMPTZ(3),
    "installed_at" TIMESTAMPTZ(3),
    "failed_at" TIMESTAMPTZ(3),
    "error" TEXT,

    CONSTRAINT "update_notifications_pkey" PRIMARY KEY ("version_id","client_id")
);

-- CreateTable
CREATE TABLE "channels" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "product_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "channels_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "channel_versions" (
    "channel_id" UUID NOT NULL,
    "version_id" UUID NOT NULL,
    "precedence_key" TEXT NOT NULL,
    "is_offered" BOOLEAN NOT NULL DEFAULT true,
    "promoted_at" TIMESTAMPTZ(3) NOT NULL,
    "promoted_by" JSONB NOT NULL,

    CONSTRAINT "channel_versions_pkey" PRIMARY KEY ("channel_id","version_id")
);

-- CreateIndex
CREATE INDEX "cdn_uploads_expires_at_idx" ON "cdn_uploads"("expires_at");

-- CreateIndex
CREATE INDEX "cdn_uploads_version_id_idx" ON "cdn_uploads"("version_id");

-- CreateIndex
CREATE INDEX "deployment_artifacts_product_id_created_at_id_idx" ON "deployment_artifacts"("product_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "deployment_artifacts_version_id_idx" ON "deployment_artifacts"("version_id");

-- CreateIndex
CREATE INDEX "deployment_artifacts_file_id_idx" ON "deployment_artifacts"("file_id");

-- CreateIndex
CREATE INDEX "artifact_diffs_from_id_idx" ON "artifact_diffs"("from_id");

-- CreateIndex
CREATE INDEX "artifact_diffs_to_id_idx" ON "artifact_diffs"("to_id");

-- CreateIndex
CREATE INDEX "cdn_distributions_state_next_try_at_idx" ON "cdn_distributions"("state", "next_try_at");

-- CreateIndex
CREATE INDEX "cdn_invalidations_state_next_try_at_idx" ON "cdn_invalidations"("state", "next_try_at");

-- CreateIndex
CREATE INDEX "cdn_invalidations_file_id_requested_at_idx" ON "cdn_invalidations"("file_id", "requested_at" DESC);

-- CreateIndex
CREATE INDEX "update_packages_product_id_created_at_idx" ON "update_packages"("product_id", "created_at" DESC);

-- CreateIndex
CREATE INDEX "update_packages_to_version_id_idx" ON "update_packages"("to_version_id");

-- CreateIndex
CREATE INDEX "update_packages_file_id_idx" ON "update_packages"("file_id");

-- CreateIndex
CREATE INDEX "update_packages_state_idx" ON "update_packages"("state");

-- CreateIndex
CREATE UNIQUE INDEX "update_packages_from_version_id_to_version_id_file_name_for_key" ON "update_packages"("from_version_id", "to_version_id", "file_name", "format");

-- CreateIndex
CREATE INDEX "update_distributions_product_id_created_at_idx" ON "update_distributions"("product_id", "created_at" DESC);

-- CreateIndex
CREATE INDEX "update_distributions_channel_id_status_idx" ON "update_distributions"("channel_id", "status");

-- CreateIndex
CREATE INDEX "update_notifications_product_id_told_at_idx" ON "update_notifications"("product_id", "told_at");

-- CreateIndex
CREATE INDEX "update_notifications_distribution_id_idx" ON "update_notifications"("distribution_id");

-- CreateIndex
CREATE UNIQUE INDEX "channels_product_id_name_key" ON "channels"("product_id", "name");

-- CreateIndex
CREATE INDEX "versions_product_id_digest_idx" ON "versions"("product_id", "digest");

-- CreateIndex
CREATE INDEX "channel_versions_version_id_idx" ON "channel_versions"("version_id");

-- AddForeignKey
ALTER TABLE "cdn_uploads" ADD CONSTRAINT "cdn_uploads_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "versions"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "deployment_artifacts" ADD CONSTRAINT "deployment_artifacts_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "products"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "deployment_artifacts" ADD CONSTRAINT "deployment_artifacts_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "versions"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "deployment_artifacts" ADD CONSTRAINT "deployment_artifacts_file_id_fkey" FOREIGN KEY ("file_id") REFERENCES "cdn_files"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "artifact_diffs" ADD CONSTRAINT "artifact_diffs_from_id_fkey" FOREIGN KEY ("from_id") REFERENCES "deployment_artifacts"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "artifact_diffs" ADD CONSTRAINT "artifact_diffs_to_id_fkey" FOREIGN KEY ("to_id") REFERENCES "deployment_artifacts"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "cdn_distributions" ADD CONSTRAINT "cdn_distributions_region_fkey" FOREIGN KEY ("region") REFERENCES "cdn_regions"("name") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "cdn_invalidations" ADD CONSTRAINT "cdn_invalidations_region_fkey" FOREIGN KEY ("region") REFERENCES "cdn_regions"("name") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "cdn_file_days" ADD CONSTRAINT "cdn_file_days_file_id_fkey" FOREIGN KEY ("file_id") REFERENCES "cdn_files"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "cdn_log_places" ADD CONSTRAINT "cdn_log_places_region_fkey" FOREIGN KEY ("region") REFERENCES "cdn_regions"("name") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "update_packages" ADD CONSTRAINT "update_packages_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "products"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "update_packages" ADD CONSTRAINT "update_packages_from_version_id_fkey" FOREIGN KEY ("from_version_id") REFERENCES "versions"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "update_packages" ADD CONSTRAINT "update_packages_to_version_id_fkey" FOREIGN KEY ("to_version_id") REFERENCES "versions"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "update_packages" ADD CONSTRAINT "update_packages_file_id_fkey" FOREIGN KEY ("file_id") REFERENCES "cdn_files"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "update_distributions" ADD CONSTRAINT "update_distributions_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "products"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "update_distributions" ADD CONSTRAINT "update_distributions_channel_id_fkey" FOREIGN KEY ("channel_id") REFERENCES "channels"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "update_notifications" ADD CONSTRAINT "update_notifications_distribution_id_fkey" FOREIGN KEY ("distribution_id") REFERENCES "update_distributions"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "versions" ADD CONSTRAINT "versions_replacement_id_fkey" FOREIGN KEY ("replacement_id") REFERENCES "versions"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "channels" ADD CONSTRAINT "channels_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "products"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "channel_versions" ADD CONSTRAINT "channel_versions_channel_id_fkey" FOREIGN KEY ("channel_id") REFERENCES "channels"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "channel_versions" ADD CONSTRAINT "channel_versions_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "versions"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- By bytes, as the versions' own: the key is made so that bytes sort by precedence.
ALTER TABLE "channel_versions" ALTER COLUMN "precedence_key" TYPE TEXT COLLATE "C";

-- The newest version of a channel, also among 100,000 of them.
CREATE INDEX "channel_versions_newest" ON "channel_versions"("channel_id", "precedence_key" DESC, "version_id" DESC) WHERE "is_offered";

-- A version that nobody distributes twice on one channel at the same time.
CREATE UNIQUE INDEX "update_distributions_open" ON "update_distributions"("channel_id") WHERE "status" IN ('scheduled', 'running', 'paused');

-- One full package of each file of a version.
CREATE UNIQUE INDEX "update_packages_full" ON "update_packages"("to_version_id", "file_name") WHERE "from_version_id" IS NULL;

ALTER TABLE "update_distributions" ADD CONSTRAINT "update_distributions_percent" CHECK ("percent" >= 0 AND "percent" <= 100);
ALTER TABLE "update_distributions" ADD CONSTRAINT "update_distributions_status" CHECK ("status" IN ('scheduled', 'running', 'paused', 'completed', 'cancelled'));
ALTER TABLE "update_distributions" ADD CONSTRAINT "update_distributions_strategy" CHECK ("strategy" IN ('immediate', 'gradual', 'scheduled', 'split'));
ALTER TABLE "update_packages" ADD CONSTRAINT "update_packages_state" CHECK ("state" IN ('queued', 'making', 'ready', 'dropped', 'failed'));
ALTER TABLE "update_packages" ADD CONSTRAINT "update_packages_delta" CHECK ("is_delta" = ("from_version_id" IS NOT NULL));
ALTER TABLE "cdn_distributions" ADD CONSTRAINT "cdn_distributions_state" CHECK ("state" IN ('pending', 'distributed', 'invalidating', 'failed', 'removing', 'removed'));
ALTER TABLE "cdn_invalidations" ADD CONSTRAINT "cdn_invalidations_state" CHECK ("state" IN ('pending', 'done', 'failed'));
ALTER TABLE "cdn_regions" ADD CONSTRAINT "cdn_regions_provider" CHECK ("provider" IN ('builtIn', 'varnish', 'nginx', 'cloudflare', 'cloudFront'));

ALTER TABLE "update_packages" ADD CONSTRAINT "update_packages_pending_pass" CHECK ("pending_pass" IN ('fast', 'best'));

-- However a file goes, every cache in front of us is told to forget it. Due at once, whatever the clocks say.
CREATE FUNCTION "forget_file_everywhere"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  WITH "gone" AS (
    UPDATE "cdn_distributions" SET "state" = 'removing', "error" = NULL, "attempts" = 0, "updated_at" = now()
    WHERE "file_id" = OLD."id" AND "state" <> 'removed' RETURNING "region", "path")
  INSERT INTO "cdn_invalidations" ("region", "file_id", "paths", "state", "requested_at", "requested_by", "next_try_at")
  SELECT "region", OLD."id", ARRAY["path"], 'pending', now(), '{"kind":"system","name":"deletion"}', to_timestamp(0)
  FROM "gone";
  RETURN NULL;
END;
$$;
CREATE TRIGGER "forget_file_everywhere" AFTER DELETE ON "cdn_files"
  FOR EACH ROW EXECUTE FUNCTION "forget_file_everywhere"();

-- What is still to be made, the quick ones first.
CREATE INDEX "update_packages_pending" ON "update_packages"("pending_pass" DESC, "created_at") WHERE "pending_pass" IS NOT NULL;

-- Of which nobody has asked yet what deltas they are worth.
CREATE INDEX "update_packages_new" ON "update_packages"("created_at") WHERE NOT "is_delta" AND "distributed_at" IS NULL;

-- Each file of a version is a full package, from the moment it is there until it is gone. Signatures and the like are
-- no packages; lib/updates/rules/sidecar.ts says the same.
CREATE FUNCTION "make_full_packages"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "update_packages" ("product_id", "to_version_id", "file_name", "file_id", "is_delta", "format", "state",
    "package_size", "result_size", "checksum", "result_sha256", "created_at", "created_by")
  SELECT v."product_id", v."id", f."file_name", f."id", false, 'full', 'ready', f."file_size", f."file_size",
    f."sha256", f."sha256", f."uploaded_at", f."uploaded_by"
  FROM "new_rows" f JOIN "versions" v ON v."id" = f."version_id"
  WHERE f."file_name" !~* '\.(sig|asc|minisig|blockmap|delta|sha256|sha512|yml)$'
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END;
$$;
CREATE TRIGGER "make_full_packages" AFTER INSERT ON "cdn_files"
  REFERENCING NEW TABLE AS "new_rows" FOR EACH STATEMENT EXECUTE FUNCTION "make_full_packages"();
CREATE TRIGGER "make_full_packages_later" AFTER UPDATE ON "cdn_files"
  REFERENCING NEW TABLE AS "new_rows" FOR EACH STATEMENT EXECUTE FUNCTION "make_full_packages"();

CREATE FUNCTION "drop_packages_of_file"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM "update_packages"
  WHERE "to_version_id" = OLD."version_id" AND "file_name" = OLD."file_name"
     OR "from_version_id" = OLD."version_id" AND "base_sha256" = OLD."sha256";
  RETURN OLD;
END;
$$;
CREATE TRIGGER "drop_packages_of_file" BEFORE DELETE ON "cdn_files"
  FOR EACH ROW WHEN (OLD."version_id" IS NOT NULL) EXECUTE FUNCTION "drop_packages_of_file"();

-- The file of a delta belongs to nobody else.
CREATE FUNCTION "drop_file_of_delta"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM "cdn_files" WHERE "id" = OLD."file_id" AND "version_id" IS NULL AND "module_id" IS NULL;
  RETURN NULL;
END;
$$;
CREATE TRIGGER "drop_file_of_delta" AFTER DELETE ON "update_packages"
  FOR EACH ROW WHEN (OLD."is_delta" AND OLD."file_id" IS NOT NULL) EXECUTE FUNCTION "drop_file_of_delta"();

INSERT INTO "update_packages" ("product_id", "to_version_id", "file_name", "file_id", "is_delta", "format", "state",
  "package_size", "result_size", "checksum", "result_sha256", "created_at", "created_by", "distributed_at")
SELECT v."product_id", v."id", f."file_name", f."id", false, 'full', 'ready', f."file_size", f."file_size",
  f."sha256", f."sha256", f."uploaded_at", f."uploaded_by", f."uploaded_at"
FROM "cdn_files" f JOIN "versions" v ON v."id" = f."version_id"
WHERE f."file_name" !~* '\.(sig|asc|minisig|blockmap|delta|sha256|sha512|yml)$';

-- Update checks are answered from memory. Whatever makes such an answer wrong is told here, as for devices.
CREATE FUNCTION "tell_products"("products" uuid[]) RETURNS void LANGUAGE sql AS $$
  INSERT INTO "device_news" ("xid", "device_ids", "product_ids")
  SELECT pg_current_xact_id()::text::bigint, '{}', "products" WHERE "products" <> '{}';
  SELECT pg_notify('slipway_device_news', '');
$$;

CREATE FUNCTION "tell_products_of_rows"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM "tell_products"(ARRAY(SELECT DISTINCT "product_id" FROM "told_rows"));
  RETURN NULL;
END;
$$;
CREATE TRIGGER "tell_changed_versions" AFTER UPDATE ON "versions"
  REFERENCING NEW TABLE AS "told_rows" FOR EACH STATEMENT EXECUTE FUNCTION "tell_products_of_rows"();
CREATE TRIGGER "tell_new_channels" AFTER INSERT ON "channels"
  REFERENCING NEW TABLE AS "told_rows" FOR EACH STATEMENT EXECUTE FUNCTION "tell_products_of_rows"();
CREATE TRIGGER "tell_changed_channels" AFTER UPDATE ON "channels"
  REFERENCING NEW TABLE AS "told_rows" FOR EACH STATEMENT EXECUTE FUNCTION "tell_products_of_rows"();
CREATE TRIGGER "tell_deleted_channels" AFTER DELETE ON "channels"
  REFERENCING OLD TABLE AS "told_rows" FOR EACH STATEMENT EXECUTE FUNCTION "tell_products_of_rows"();
CREATE TRIGGER "tell_new_distributions" AFTER INSERT ON "update_distributions"
  REFERENCING NEW TABLE AS "told_rows" FOR EACH STATEMENT EXECUTE FUNCTION "tell_products_of_rows"();
CREATE TRIGGER "tell_changed_distributions" AFTER UPDATE ON "update_distributions"
  REFERENCING NEW TABLE AS "told_rows" FOR EACH STATEMENT EXECUTE FUNCTION "tell_products_of_rows"();
CREATE TRIGGER "tell_new_packages" AFTER INSERT ON "update_packages"
  REFERENCING NEW TABLE AS "told_rows" FOR EACH STATEMENT EXECUTE FUNCTION "tell_products_of_rows"();
CREATE TRIGGER "tell_deleted_packages" AFTER DELETE ON "update_packages"
  REFERENCING OLD TABLE AS "told_rows" FOR EACH STATEMENT EXECUTE FUNCTION "tell_products_of_rows"();
CREATE TRIGGER "tell_new_holds" AFTER INSERT ON "release_holds"
  REFERENCING NEW TABLE AS "told_rows" FOR EACH STATEMENT EXECUTE FUNCTION "tell_products_of_rows"();
CREATE TRIGGER "tell_changed_holds" AFTER UPDATE ON "release_holds"
  REFERENCING NEW TABLE AS "told_rows" FOR EACH STATEMENT EXECUTE FUNCTION "tell_products_of_rows"();

-- Whoever makes a delta writes down that he does; nobody else is to hear of it.
CREATE FUNCTION "tell_products_of_packages"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM "tell_products"(ARRAY(SELECT DISTINCT "product_id" FROM (
    SELECT "product_id", "id", "state", "checksum", "file_id" FROM "new_rows"
    EXCEPT SELECT "product_id", "id", "state", "checksum", "file_id" FROM "old_rows") AS "changed"));
  RETURN NULL;
END;
$$;
CREATE TRIGGER "tell_changed_packages" AFTER UPDATE ON "update_packages"
  REFERENCING NEW TABLE AS "new_rows" OLD TABLE AS "old_rows"
  FOR EACH STATEMENT EXECUTE FUNCTION "tell_products_of_packages"();

CREATE FUNCTION "tell_products_of_channel_versions"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM "tell_products"(ARRAY(
    SELECT DISTINCT c."product_id" FROM "told_rows" t JOIN "channels" c ON c."id" = t."channel_id"));
  RETURN NULL;
END;
$$;
CREATE TRIGGER "tell_new_channel_versions" AFTER INSERT ON "channel_versions"
  REFERENCING NEW TABLE AS "told_rows" FOR EACH STATEMENT EXECUTE FUNCTION "tell_products_of_channel_versions"();
CREATE TRIGGER "tell_changed_channel_versions" AFTER UPDATE ON "channel_versions"
  REFERENCING NEW TABLE AS "told_rows" FOR EACH STATEMENT EXECUTE FUNCTION "tell_products_of_channel_versions"();
CREATE TRIGGER "tell_deleted_channel_versions" AFTER DELETE ON "channel_versions"
  REFERENCING OLD TABLE AS "told_rows" FOR EACH STATEMENT EXECUTE FUNCTION "tell_products_of_channel_versions"();

CREATE FUNCTION "tell_products_of_files"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM "tell_products"(ARRAY(
    SELECT DISTINCT v."product_id" FROM "told_rows" t JOIN "versions" v ON v."id" = t."version_id"));
  RETURN NULL;
END;
$$;
CREATE TRIGGER "tell_changed_files" AFTER UPDATE ON "cdn_files"
  REFERENCING NEW TABLE AS "told_rows" FOR EACH STATEMENT EXECUTE FUNCTION "tell_products_of_files"();

CREATE FUNCTION "tell_product"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM "tell_products"(ARRAY[CASE TG_OP WHEN 'DELETE' THEN OLD."id" ELSE NEW."id" END]);
  RETURN NULL;
END;
$$;
CREATE TRIGGER "tell_product" AFTER INSERT OR UPDATE OR DELETE ON "products"
  FOR EACH ROW EXECUTE FUNCTION "tell_product"();

-- What every new product starts with. Versions of files that were stable so far go on being so.
INSERT INTO "channels" ("product_id", "name", "created_at")
SELECT p."id", c."name", p."created_at" FROM "products" p CROSS JOIN (VALUES ('stable'), ('beta')) AS c ("name");
INSERT INTO "channel_versions" ("channel_id", "version_id", "precedence_key", "is_offered", "promoted_at", "promoted_by")
SELECT c."id", v."id", v."precedence_key", NOT v."is_deprecated" AND NOT EXISTS (
         SELECT 1 FROM "release_holds" h
         WHERE h."product_id" = v."product_id" AND h."digest" = v."digest" AND h."released_at" IS NULL),
       v."released_at", v."released_by"
FROM "versions" v JOIN "products" p ON p."id" = v."product_id" AND p."kind" <> 'image'
JOIN "channels" c ON c."product_id" = v."product_id" WHERE v."is_stable";
