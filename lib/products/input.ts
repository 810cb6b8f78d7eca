import semver from "semver";
import { z } from "zod";
import { pageInput } from "#lib/kernel/page.ts";
import { timeInput } from "#lib/kernel/time.ts";
import { CHANGE_TYPES, DESCRIPTION_LENGTH_MAX, ENTRIES_MAX, NOTES_LENGTH_MAX } from "#lib/products/rules/changelog.ts";
import { isDigest, normalizeImage } from "#lib/products/rules/image.ts";
import { CHANNEL_NAME, CHANNEL_NAME_LENGTH_MAX } from "#lib/products/rules/channel.ts";
import {
  CONCURRENT_DEPLOYMENTS,
  CONCURRENT_DEPLOYMENTS_MAX,
  PRODUCT_KINDS,
  SLUG,
  SLUG_LENGTH_MAX,
} from "#lib/products/rules/product.ts";
import { BUMPS, isPrereleaseName } from "#lib/products/rules/next-version.ts";
import { parseVersion } from "#lib/products/rules/semver.ts";

/** Larger than any changelog that people read. */
const IMPORT_LENGTH_MAX = 900_000;

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

const isPrivate = z
  .boolean()
  .describe("Its files are only for devices, for whoever may read versions, and for whoever has a signed link.");

const concurrentDeployments = z
  .int()
  .min(1)
  .max(CONCURRENT_DEPLOYMENTS_MAX)
  .describe("How many of its deployments run at once; the others stand in the line.");

export const createProductInput = z.strictObject({
  slug: z
    .string()
    .max(SLUG_LENGTH_MAX)
    .regex(SLUG, "Use lower-case letters, digits, and single dots, hyphens or underscores between them."),
  name: productName,
  kind: z.enum(PRODUCT_KINDS),
  image: image.optional(),
  timeZone: timeZone.default("UTC"),
  isPrivate: isPrivate.default(false),
  concurrentDeployments: concurrentDeployments.default(CONCURRENT_DEPLOYMENTS),
});

export const productIdInput = z.strictObject({
  productId: z.string().min(1).max(64).describe("The product's id or slug."),
});

export const updateProductInput = productIdInput.extend({
  name: productName.optional(),
  image: image.nullable().optional(),
  timeZone: timeZone.optional(),
  isPrivate: isPrivate.optional(),
  concurrentDeployments: concurrentDeployments.optional(),
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
  description: z.string().trim().min(1).max(DESCRIPTION_LENGTH_MAX),
  scope: z.string().trim().min(1).max(200).optional(),
  breaking: z.boolean().optional(),
});

/** Fields that name a product; `extensionId` is an alias of `productId`. */
const productReference = {
  productId: z.string().min(1).max(64).optional().describe("The product's id or slug."),
  extensionId: z.string().min(1).max(64).optional().describe("Alias of productId."),
};

const productMissing = { error: "Name the product, with either productId or extensionId.", path: ["productId"] };

const releaseNotes = z.string().max(NOTES_LENGTH_MAX).describe("Markdown.");
const changelog = z.array(changelogEntry).max(ENTRIES_MAX);
const metadata = z.record(z.string(), z.json());

/** Names of channels, for devices as well. */
export const channelName = z
  .string()
  .max(CHANNEL_NAME_LENGTH_MAX)
  .regex(CHANNEL_NAME, "Use lower-case letters, digits, and single dots, hyphens or underscores between them.");

const word = z.string().trim().min(1).max(100);
const words = z.array(word).max(50);

const compatibility = z
  .strictObject({
    platforms: words.optional(),
    architectures: words.optional(),
    hardwareRevisions: words.optional(),
    requires: z
      .array(
        z.strictObject({
          name: word,
          range: z
            .string()
            .max(200)
            .refine((range) => semver.validRange(range) !== null, "Use a range of versions, for example >=2.1.0 <3."),
        }),
      )
      .max(50)
      .optional(),
    provides: z
      .array(z.strictObject({ name: word, version }))
      .max(50)
      .optional(),
  })
  .describe("Where it runs; what is left out does not matter to it.");

const isFloor = z.boolean().describe("Nobody updates past it without having run it.");

export const createVersionInput = z
  .strictObject({
    ...productReference,
    version,
    releaseNotes: releaseNotes.default(""),
    changelog: changelog.default([]),
    digest: z.string().refine(isDigest, "Use sha256: and 64 hexadecimal digits.").optional(),
    isStable: z.boolean().optional().describe("Defaults to true for a version without a prerelease part."),
    isFloor: isFloor.default(false),
    compatibility: compatibility.default({}),
    channels: z
      .array(channelName)
      .max(20)
      .optional()
      .describe("To which it is promoted at once; left out, those that fit it. An empty list promotes it nowhere."),
    releasedAt: timeInput.optional(),
    metadata: metadata.default({}),
  })
  .refine(namesOneProduct, productMissing);

export const listVersionsInput = pageInput
  .extend({
    ...productReference,
    includePrerelease: z.stringbool().default(false),
    includeDeprecated: z.stringbool().default(true),
    channel: channelName.optional().describe("Only what was promoted to it, prereleases included."),
    q: z.string().trim().max(256).optional().describe("A part of the number."),
  })
  .refine(namesOneProduct, productMissing);

export const latestVersionInput = z
  .strictObject({
    ...productReference,
    channel: channelName.optional().describe("Of what was promoted to it, prereleases included."),
    includePrerelease: z.stringbool().default(false),
  })
  .refine(namesOneProduct, productMissing);

export const versionIdInput = z.strictObject({ versionId: z.uuid() });

/** What a version says of itself may be mended; what it is stays, because others rely on it. */
function fixed(sentence: string) {
  return z.never({ error: sentence }).optional().describe("Cannot be changed.");
}

export const updateVersionInput = versionIdInput.extend({
  releaseNotes: releaseNotes.optional(),
  changelog: changelog.optional(),
  isFloor: isFloor.optional(),
  compatibility: compatibility.optional(),
  metadata: metadata.optional(),
  version: fixed("A published version keeps its number: create another version."),
  digest: fixed("A published version keeps its content: create another version."),
  isStable: fixed("Whether a version is stable is said once, when it is made: create another version."),
  releasedAt: fixed("The time of a release is a fact and stays."),
  productId: fixed("A version stays with its product."),
});

export const deprecateVersionInput = versionIdInput.extend({
  reason: z.string().trim().min(1).max(500),
  replacement: z.string().min(1).max(256).nullish().describe("Another version of the product: its number or id."),
});

export const nextVersionInput = z
  .strictObject({
    ...productReference,
    changelog: changelog.default([]),
    bump: z.enum(BUMPS).optional().describe("The step that is wanted; left out, the changelog decides."),
    prereleaseName: z
      .string()
      .max(50)
      .refine(isPrereleaseName, "Use a word of letters, digits and hyphens, for example rc.")
      .default("rc")
      .describe("Names a new series of prereleases."),
  })
  .refine(namesOneProduct, productMissing);

export const readChangelogInput = z
  .strictObject({
    ...productReference,
    from: version.optional().describe("The version before the first one told; left out, from the beginning."),
    to: version.optional().describe("The last version told; left out, the newest."),
    includePrerelease: z.stringbool().default(false),
    format: z.enum(["markdown", "json"]).default("json"),
  })
  .refine(namesOneProduct, productMissing);

export const importChangelogInput = z
  .strictObject({
    ...productReference,
    format: z.enum(["keepAChangelog", "conventionalCommits"]),
    text: z.string().min(1).max(IMPORT_LENGTH_MAX),
    version: version.optional().describe("The version that gets what has no number: commits, or what is unreleased."),
    missing: z.enum(["skip", "create"]).default("skip").describe("What happens to versions that are not there yet."),
    overwrite: z.boolean().default(false).describe("Replace changelogs that are there already."),
    apply: z.boolean().default(false).describe("Without it nothing is written, and the answer is a preview."),
  })
  .refine(namesOneProduct, productMissing);

export const channelIdInput = z.strictObject({ channelId: z.uuid() });

const channelDescription = z.string().trim().max(500);

export const createChannelInput = z
  .strictObject({ ...productReference, name: channelName, description: channelDescription.default("") })
  .refine(namesOneProduct, productMissing);

export const updateChannelInput = channelIdInput.extend({
  name: channelName.optional(),
  description: channelDescription.optional(),
});

export const listChannelsInput = z.strictObject(productReference).refine(namesOneProduct, productMissing);

export const promoteVersionInput = channelIdInput.extend({
  version: z.string().min(1).max(256).describe("Its number or id."),
});

export const withdrawVersionInput = channelIdInput.extend({ versionId: z.uuid() });

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
