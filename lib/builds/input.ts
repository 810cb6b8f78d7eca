import { z } from "zod";
import {
  CONFIG_FILE_LENGTH_MAX,
  CONFIG_FILES_LENGTH_MAX,
  CONFIG_FILES_MAX,
  configPathFault,
} from "#lib/builds/rules/config-files.ts";
import { PACKAGES_MAX, parseNpmManifest, type DependencyManifest } from "#lib/builds/rules/dependencies.ts";
import {
  ENVIRONMENT_LENGTH_MAX,
  isVariableName,
  lengthOf,
  VARIABLE_LENGTH_MAX,
  VARIABLES_MAX,
} from "#lib/builds/rules/environment.ts";
import { pageInput } from "#lib/kernel/page.ts";
import { timeInput } from "#lib/kernel/time.ts";
import { isDigest, isTag, normalizeImage } from "#lib/products/rules/image.ts";
import { VERSION_LENGTH_MAX } from "#lib/products/rules/semver.ts";

/** Of a whole build record: lock files and configuration are sent as they are. */
export const ARTIFACT_BODY_BYTES_MAX = 16 * 1_048_576;

const MANIFESTS_MAX = 20;
const METADATA_LENGTH_MAX = 65_536;

const line = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .regex(/^[^\u0000-\u001f\u007f]*$/, { error: "Write it in one line." });

const webAddress = z.url({ protocol: /^https?$/, error: "Use an address with http or https." }).max(2_048);

const imageTag = z
  .string()
  .max(400)
  .transform((text, check) => {
    const colon = text.lastIndexOf(":");
    const image = colon > text.lastIndexOf("/") ? normalizeImage(text.slice(0, colon)) : null;
    const tag = text.slice(colon + 1);
    if (image !== null && isTag(tag)) return `${image}:${tag}`;
    check.addIssue({ code: "custom", message: "Use host/repository:tag, for example ghcr.io/acme/gateway:1.5.0." });
    return z.NEVER;
  });

const packageList = z.strictObject({
  manager: line(50),
  path: line(1_024).nullable().default(null),
  packages: z.union([
    z.record(line(400), z.string().max(400)),
    z.array(z.strictObject({ name: line(400), version: z.string().max(400) })).max(PACKAGES_MAX),
  ]),
});

const manifestText = z.strictObject({ path: line(1_024), content: z.string().max(ARTIFACT_BODY_BYTES_MAX) });

// What is wrong with one manifest is said outside of the unions, which would only say that none of their forms fits.
const dependencies = z
  .union(
    [z.string().transform((content) => [{ path: "package.json", content }]), z.array(packageList.or(manifestText))],
    {
      error:
        "Send the text of a package.json or package-lock.json, or a list of {path, content} and {manager, packages}.",
    },
  )
  .refine((manifests) => manifests.length <= MANIFESTS_MAX, { error: `Send at most ${MANIFESTS_MAX} manifests.` })
  .transform((manifests, check) =>
    manifests.map((manifest, index) => {
      try {
        return readManifest(manifest);
      } catch (error) {
        const message = error instanceof Error ? error.message : "It cannot be read.";
        check.addIssue({ code: "custom", path: [index], message });
        return z.NEVER;
      }
    }),
  );

const configFiles = z
  .array(
    z.strictObject({
      path: z.string().superRefine((path, check) => {
        const message = configPathFault(path);
        if (message !== null) check.addIssue({ code: "custom", message });
      }),
      content: z.string().max(CONFIG_FILE_LENGTH_MAX),
    }),
  )
  .max(CONFIG_FILES_MAX)
  .refine((files) => new Set(files.map((file) => file.path)).size === files.length, {
    error: "Two files have the same path.",
  })
  .refine((files) => files.reduce((sum, file) => sum + file.content.length, 0) <= CONFIG_FILES_LENGTH_MAX, {
    error: `Together they may have ${CONFIG_FILES_LENGTH_MAX.toLocaleString("en")} characters.`,
  });

const environment = z
  .record(
    z.string().refine(isVariableName, { error: "This is no name of an environment variable." }),
    z.string().max(VARIABLE_LENGTH_MAX),
  )
  .refine((variables) => Object.keys(variables).length <= VARIABLES_MAX, {
    error: `Send at most ${VARIABLES_MAX} variables.`,
  })
  .refine((variables) => lengthOf(variables) <= ENVIRONMENT_LENGTH_MAX, {
    error: `Names and values together may have ${ENVIRONMENT_LENGTH_MAX.toLocaleString("en")} characters.`,
  });

const metadata = z
  .record(z.string().max(200), z.json())
  .refine((value) => JSON.stringify(value).length <= METADATA_LENGTH_MAX, {
    error: `As JSON it may have ${METADATA_LENGTH_MAX.toLocaleString("en")} characters.`,
  });

const productReference = z.string().min(1).max(64).optional();

export const createArtifactInput = z
  .strictObject({
    productId: productReference.describe(
      "The product's id or slug; may be left out where versionId or fileId is given.",
    ),
    extensionId: productReference.describe("Alias of productId."),
    versionId: z.uuid().optional(),
    version: z.string().max(VERSION_LENGTH_MAX).optional().describe("The version's text, instead of versionId."),
    gitCommit: z
      .string()
      .toLowerCase()
      .regex(/^[0-9a-f]{7,64}$/, { error: "Use 7 to 64 hexadecimal digits." })
      .nullable()
      .default(null),
    gitRef: line(255).nullable().default(null),
    sourceUrl: webAddress.nullable().default(null).describe("Where the commit can be looked at."),
    buildNumber: z
      .union([line(100), z.number().int().nonnegative().transform(String)])
      .nullable()
      .default(null),
    buildUrl: webAddress.nullable().default(null),
    author: line(200).nullable().default(null),
    builtAt: timeInput.optional().describe("Now, where it is left out."),
    digest: z
      .string()
      .toLowerCase()
      .refine(isDigest, { error: "Use sha256: and 64 hexadecimal digits." })
      .nullable()
      .default(null)
      .describe("Of the file or the image. A file's own is taken where it is left out."),
    size: z.number().int().nonnegative().nullable().default(null).describe("Bytes"),
    fileId: z.uuid().optional().describe("A file of the version, uploaded before."),
    imageTags: z.array(imageTag).max(50).default([]),
    dependencies: dependencies.default([]).describe("Manifests; or the text of a package.json or package-lock.json."),
    configFiles: configFiles.default([]),
    environment: environment.optional().describe("Sealed at once; views show names alone."),
    metadata: metadata.default({}),
  })
  .refine(({ productId, extensionId }) => productId === undefined || extensionId === undefined, {
    error: "Name the product with either productId or extensionId.",
    path: ["productId"],
  })
  .refine(({ versionId, version }) => versionId === undefined || version === undefined, {
    error: "Name the version with either versionId or version.",
    path: ["version"],
  });

export type CreateArtifactInput = z.output<typeof createArtifactInput>;

export const artifactIdInput = z.strictObject({ artifactId: z.uuid() });

export const listArtifactsInput = pageInput
  .extend({
    productId: productReference.describe("The product's id or slug."),
    extensionId: productReference.describe("Alias of productId."),
    versionId: z.uuid().optional(),
    q: z.string().trim().max(200).optional().describe("A part of commit, ref, build number, author, version or image."),
  })
  .refine(({ productId, extensionId }) => productId === undefined || extensionId === undefined, {
    error: "Name the product with either productId or extensionId.",
    path: ["productId"],
  });

export const revealEnvironmentInput = artifactIdInput.extend({
  reason: z.string().trim().min(1).max(1_000).optional(),
});

function readManifest(sent: z.output<typeof packageList> | z.output<typeof manifestText>): DependencyManifest {
  if ("content" in sent) return parseNpmManifest(sent.path, sent.content);
  const { manager, path, packages } = sent;
  const pairs = Array.isArray(packages)
    ? packages.map(({ name, version }) => [name, version] as const)
    : Object.entries(packages);
  if (pairs.length > PACKAGES_MAX) throw new Error(`It names more than ${PACKAGES_MAX.toLocaleString("en")} packages.`);
  return { manager, path, packages: Object.fromEntries(pairs) };
}
