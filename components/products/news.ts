import type { EventType } from "#lib/events/types.ts";

/** After which pages about versions and channels are out of date. */
export const VERSION_NEWS: readonly EventType[] = [
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
  "file_uploaded",
  "file_deleted",
];
