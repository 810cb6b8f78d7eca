-- Sightings rewrite every device again and again. With room left in each page the new row stands beside the old one, and
-- none of the indexes has to be touched (heap-only tuples).
ALTER TABLE "devices" SET (fillfactor = 80);

-- Every report of a device rewrites its action and all entries in the indexes. Those of rollouts have no place in this one.
DROP INDEX "device_actions_distribution_set_id_idx";
CREATE INDEX "device_actions_distribution_set" ON "device_actions" ("distribution_set_id")
  WHERE "distribution_set_id" IS NOT NULL;
