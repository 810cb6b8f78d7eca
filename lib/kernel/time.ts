import { z } from "zod";

/** A time as callers write it, with its zone; it is read into a Date. */
export const timeInput = z.iso
  .datetime({ offset: true, error: "Write a time with its zone, such as 2027-01-31T22:00:00Z." })
  .transform((text) => new Date(text));
