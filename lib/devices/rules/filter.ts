/** Which devices does somebody mean? */
import { z } from "zod";

const LIST_LENGTH_MAX = 1000;
const DEVICE_IDS_MAX = 10_000;

/** All the parts that are given must hold. A part that is left out, and an empty list of tags, demand nothing. */
export const deviceFilterInput = z.strictObject({
  fleets: z
    .array(z.string().min(1).max(100))
    .min(1, "Name at least one fleet, or leave fleets out to mean all of them.")
    .max(LIST_LENGTH_MAX)
    .optional()
    .describe("Names or ids of fleets; a device of any of them is meant."),
  tags: z
    .array(z.string().min(1).max(100))
    .max(LIST_LENGTH_MAX)
    .optional()
    .describe("A device must carry all of them."),
  deviceIds: z
    .array(z.uuid())
    .min(1, "Name at least one device, or leave deviceIds out to mean all of them.")
    .max(DEVICE_IDS_MAX)
    .optional()
    .describe("A device must be one of these."),
  query: z
    .never({ error: "Filtering by a query is not offered here. Select by fleets, tags and deviceIds." })
    .optional()
    .describe("Not accepted."),
});

export type DeviceFilter = Omit<z.output<typeof deviceFilterInput>, "query">;

/** Says whether the filter means every device. */
export function isUnfiltered(filter: DeviceFilter): boolean {
  return !filter.fleets?.length && !filter.tags?.length && !filter.deviceIds?.length;
}
