import { z } from "zod";
import { actorShape } from "#lib/http/shapes.ts";
import { CHANGE_TYPES } from "#lib/products/rules/changelog.ts";
import { BUMPS } from "#lib/products/rules/next-version.ts";

const entry = z.object({
  type: z.enum(CHANGE_TYPES),
  description: z.string().describe("Markdown."),
  scope: z.string().optional(),
  breaking: z.boolean().optional(),
});

export const versionShape = z.object({
  id: z.uuid(),
  productId: z.uuid(),
  version: z.string(),
  major: z.string().describe("Digits as text: numbers of versions may have any length."),
  minor: z.string(),
  patch: z.string(),
  prerelease: z.string().nullable(),
  build: z.string().nullable(),
  digest: z.string().nullable(),
  changelog: z.array(entry),
  releaseNotes: z.string().describe("Markdown."),
  isStable: z.boolean(),
  isDeprecated: z.boolean(),
  deprecation: z
    .object({ reason: z.string(), at: z.string(), by: actorShape })
    .nullable()
    .describe("Why and since when nobody is offered it any more."),
  replacement: z.object({ id: z.uuid(), version: z.string() }).nullable().describe("What to use in its place."),
  isHeld: z.boolean().describe("Held back until an operator releases it."),
  isFloor: z.boolean().describe("Nobody updates past it without having run it."),
  compatibility: z.object({
    platforms: z.array(z.string()).optional(),
    architectures: z.array(z.string()).optional(),
    hardwareRevisions: z.array(z.string()).optional(),
    requires: z.array(z.object({ name: z.string(), range: z.string() })).optional(),
    provides: z.array(z.object({ name: z.string(), version: z.string() })).optional(),
  }),
  channels: z.array(z.string()).describe("Names of the channels to which it was promoted."),
  previousVersion: z
    .string()
    .nullable()
    .describe("The one before it by precedence; before a release, the last release."),
  releasedAt: z.string(),
  releasedBy: actorShape,
  metadata: z.record(z.string(), z.unknown()),
});

export const nextVersionShape = z.object({
  latest: z.string().nullable(),
  version: z.string(),
  bump: z.enum(BUMPS),
  reason: z.string(),
  candidates: z.array(z.object({ bump: z.enum(BUMPS), version: z.string() })),
});

export const changelogShape = z.object({
  product: z.object({ id: z.uuid(), slug: z.string(), name: z.string() }),
  from: z.string().nullable().describe("Exclusive; null for the beginning."),
  to: z.string().nullable().describe("Inclusive; null for the newest."),
  versions: z.array(
    z.object({
      version: z.string(),
      releasedAt: z.string(),
      isDeprecated: z.boolean(),
      releaseNotes: z.string(),
      entries: z.array(entry),
      url: z.string().optional(),
    }),
  ),
});

const parsedVersion = {
  version: z.string(),
  releasedOn: z.string().nullable(),
  isYanked: z.boolean(),
  releaseNotes: z.string(),
  entries: z.array(entry),
};

export const importShape = z.object({
  applied: z.boolean(),
  unreleased: z.array(entry).describe("What has no number: commits, or what the file calls unreleased."),
  versions: z.array(
    z.object({
      ...parsedVersion,
      action: z.enum(["create", "update", "skip"]),
      versionId: z.uuid().nullable(),
      reason: z.string().nullable().describe("Why it is left as it is."),
    }),
  ),
  problems: z.array(z.object({ line: z.number().int(), message: z.string() })),
  leftOut: z.array(z.object({ header: z.string(), reason: z.string() })),
});

export const channelShape = z.object({
  id: z.uuid(),
  productId: z.uuid(),
  name: z.string(),
  description: z.string(),
  createdAt: z.string(),
  versionCount: z.number().int(),
  newest: z
    .object({ id: z.uuid(), version: z.string(), promotedAt: z.string() })
    .nullable()
    .describe("The newest one that is neither deprecated nor held."),
});
