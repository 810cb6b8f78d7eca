-- A device at work reports again and again. With room left in each page its action and its place in the rollout are
-- rewritten where they are, and no index has to be touched (heap-only tuples), as long as no indexed column changes.
ALTER TABLE "device_actions" SET (fillfactor = 70);
ALTER TABLE "rollout_device_status" SET (fillfactor = 70);

-- The status is in no index therefore: whoever looks for one reads the devices of a batch in their order.
DROP INDEX "rollout_device_status_rollout_id_batch_index_status_positio_idx";
CREATE INDEX "rollout_device_status_rollout_id_batch_index_position_idx"
  ON "rollout_device_status"("rollout_id", "batch_index", "position");
