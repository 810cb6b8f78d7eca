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
    .string()
    .trim()
    .min(1, "Write a part of the name, or leave query out to mean every name.")
    .max(200)
    .optional()
    .describe("A part of the device's name, in capitals or not, or the start of its id; as q in the list of devices."),
});

export type DeviceFilter = z.output<typeof deviceFilterInput>;
