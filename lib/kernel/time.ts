import { z } from "zod";

/** A time as callers write it, with its zone; it is read into a Date. */
export const timeInput = z.iso
  .datetime({ offset: true, error: "Write a time with its zone, such as 2027-01-31T22:00:00Z." })
  .transform((text) => new Date(text))
  // With its zone the last hours of 9999 belong to a year that neither the database nor this form of times knows.
  .refine((time) => time.getUTCFullYear() >= 1 && time.getUTCFullYear() <= 9_999, {
    error: "Write a time between the years 1 and 9999, in UTC.",
  });
