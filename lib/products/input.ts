import { z } from "zod";
import { pageInput } from "#lib/kernel/page.ts";
import { timeInput } from "#lib/kernel/time.ts";
import { isDigest, normalizeImage } from "#lib/products/rules/image.ts";
import { PRODUCT_KINDS, SLUG, SLUG_LENGTH_MAX } from "#lib/products/rules/product.ts";
import { parseVersion } from "#lib/products/rules/semver.ts";
import { CHANGE_TYPES } from "#lib/products/view.ts";

const productName = z.string().trim().min(1).max(200);

const image = z
  .string()
  .max(400)
  .transform((text, check) => {
    const normal = normalizeImage(text);
    if (normal !== null) return normal;
    check.addIssue({ code: "custom", message: "Use host/repository without a tag, for example ghcr.io/acme/gateway." });
    return z.NEVER;
  })
  .describe("host/repository; without a host it is Docker Hub.");

const timeZone = z
  .string()
  .max(64)
  .refine(isTimeZone, { error: "Use a time zone of the IANA list, for example Europe/Berlin." });

export const createProductInput = z.strictObject({
  slug: z
    .string()
    .max(SLUG_LENGTH_MAX)
    .regex(SLUG, "Use lower-case letters, digits, and single dots, hyphens or underscores between them."),
  name: productName,
  kind: z.enum(PRODUCT_KINDS),
  image: image.optional(),
  timeZone: timeZone.default("UTC"),
});

export const productIdInput = z.strictObject({
  productId: z.string().min(1).max(64).describe("The product's id or slug."),
});

export const updateProductInput = productIdInput.extend({
  name: productName.optional(),
  image: image.nullable().optional(),
  timeZone: timeZone.optional(),
});

export const listProductsInput = pageInput.extend({
  kind: z.enum(PRODUCT_KINDS).optional(),
  image: image.optional(),
  q: z.string().max(200).optional().describe("A part of the name, slug or image."),
});

const version = z.string().refine((text) => parseVersion(text) !== null, {
  error: "Use a SemVer 2.0.0 version, for example 1.5.0 or 2.0.0-rc.1.",
});

const changelogEntry = z.strictObject({
  type: z.enum(CHANGE_TYPES),
  description: z.string().trim().min(1).max(5_000),
  scope: z.string().trim().min(1).max(200).optional(),
  breaking: z.boolean().optional(),
});

/** Fields that name a product; `extensionId` is an alias of `productId`. */
const productReference = {
  productId: z.string().min(1).max(64).optional().describe("The product's id or slug."),
  extensionId: z.string().min(1).max(64).optional().describe("Alias of productId."),
};

const productMissing = { error: "Name the product, with either productId or extensionId.", path: ["productId"] };

export const createVersionInput = z
  .strictObject({
    ...productReference,
    version,
    releaseNotes: z.string().max(100_000).default(""),
    changelog: z.array(changelogEntry).max(1_000).default([]),
    digest: z.string().refine(isDigest, "Use sha256: and 64 hexadecimal digits.").optional(),
    isStable: z.boolean().optional().describe("Defaults to true for a version without a prerelease part."),
    releasedAt: timeInput.optional(),
    metadata: z.record(z.string(), z.json()).default({}),
  })
  .refine(namesOneProduct, productMissing);

export const listVersionsInput = pageInput
  .extend({ ...productReference, includePrerelease: z.stringbool().default(false) })
  .refine(namesOneProduct, productMissing);

export const latestVersionInput = z
  .strictObject({ ...productReference, includePrerelease: z.stringbool().default(false) })
  .refine(namesOneProduct, productMissing);

export const versionIdInput = z.strictObject({ versionId: z.uuid() });

export const compareVersionsInput = z.strictObject({ version1: version, version2: version });

function namesOneProduct(input: { productId?: string | undefined; extensionId?: string | undefined }): boolean {
  return (input.productId === undefined) !== (input.extensionId === undefined);
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false; // Intl throws for a name that it does not know.
  }
}
