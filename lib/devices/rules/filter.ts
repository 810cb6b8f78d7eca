/** Which devices does somebody mean? */
import { z } from "zod";
import { findDeviceQueryFault } from "#lib/devices/rules/device-query.ts";
import { QUERY_LENGTH_MAX } from "#lib/devices/rules/query/tree.ts";

const LIST_LENGTH_MAX = 1000;
const DEVICE_IDS_MAX = 10_000;

/** A part of a name, or a query: see docs/device-groups.md. */
export const deviceQueryInput = z
  .string()
  .max(QUERY_LENGTH_MAX)
  .superRefine((text, ctx) => {
    const fault = findDeviceQueryFault(text);
    if (fault) ctx.addIssue({ code: "custom", message: fault.message });
  })
  .describe(
    "Without =, < and >: a part of the device's name, in capitals or not, or the start of its id. " +
      "Else a query, such as attribute.hwRevision==2;tag==beta (see docs/device-groups.md).",
  );

const WITHIN_MAX = 10;

const flatFilter = z.strictObject({
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
    .min(1, "Write a part of the name or a query, or leave query out to mean every device.")
    .pipe(deviceQueryInput)
    .optional(),
});

/** All the parts that are given must hold. A part that is left out, and an empty list of tags, demand nothing. */
export const deviceFilterInput = flatFilter.extend({
  within: z
    .array(flatFilter)
    .min(1)
    .max(WITHIN_MAX)
    .optional()
    .describe("Only of the devices that all of these mean as well, such as those of an environment."),
});

export type DeviceFilter = z.output<typeof deviceFilterInput>;

/** Means the devices of `filter` that are among those of `outer`: a stage's devices, of an environment. */
export function narrow(outer: DeviceFilter, filter: DeviceFilter | undefined): DeviceFilter {
  if (!filter) return outer;
  const { within: around = [], ...own } = outer;
  const within = [...(filter.within ?? []), own, ...around].filter((part) => Object.keys(part).length > 0);
  return { ...filter, ...(within.length > 0 && { within }) };
}
