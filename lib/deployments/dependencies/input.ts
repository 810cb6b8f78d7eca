import semver from "semver";
import { z } from "zod";

export const DEPENDENCIES_MAX = 100;
const RANGE_LENGTH_MAX = 200;

const product = z.string().min(1).max(64);

export const listDependenciesInput = z.strictObject({ productId: product.describe("The product's id or slug.") });

export const deleteDependencyInput = listDependenciesInput.extend({
  dependsOnId: product.describe("Id or slug of the product that it needs."),
});

export const saveDependencyInput = deleteDependencyInput.extend({
  range: z
    .string()
    .trim()
    .min(1)
    .max(RANGE_LENGTH_MAX)
    .refine((range) => semver.validRange(range) !== null, {
      error: "Write a SemVer range, for example ^2.1.0, >=1.4 <3 or 2.x.",
    }),
});
