import { z } from "zod";
import { distributionState } from "#lib/cdn/input.ts";
import { PROVIDERS } from "#lib/cdn/rules/provider.ts";
import { actorShape } from "#lib/http/shapes.ts";

export const count = z.number().int();

export const regionShape = z.object({
  name: z.string(),
  provider: z.enum(PROVIDERS),
  baseUrl: z.string().describe("Empty for this server itself where SLIPWAY_PUBLIC_URL is not set."),
  purgeUrl: z.string().nullable(),
  zoneId: z.string().nullable(),
  distributionId: z.string().nullable(),
  hasApiKey: z.boolean(),
  enabled: z.boolean(),
  isOrigin: z.boolean().describe("This server itself, which can be neither changed nor removed."),
  isFromEnvironment: z.boolean(),
  files: z.object(
    Object.fromEntries(distributionState.options.map((state) => [state, count])) as Record<
      (typeof distributionState.options)[number],
      typeof count
    >,
  ),
  checkedAt: z.string().nullable(),
  lastError: z.string().nullable(),
});

const cacheState = z.enum(["hit", "miss", "unknown"]);

export const regionTestShape = z.object({
  ok: z.boolean(),
  message: z.string().describe("What was found, in a sentence."),
  steps: z.array(
    z.object({
      step: z.enum(["reach", "cache", "purge"]),
      ok: z.boolean().nullable().describe("Null where it does not apply."),
      detail: z.string(),
      cache: cacheState,
    }),
  ),
});

export const invalidationShape = z.object({
  id: z.uuid(),
  region: z.string(),
  fileId: z.uuid().nullable(),
  paths: z.array(z.string()),
  state: z.enum(["pending", "done", "failed"]),
  attempts: count,
  error: z.string().nullable(),
  requestedAt: z.string(),
  requestedBy: actorShape,
  nextTryAt: z.string().nullable(),
  doneAt: z.string().nullable(),
});

export const invalidationsShape = z.object({
  items: z.array(invalidationShape).describe("One for each region; look at them again to see how far they are."),
});

export const distributionShape = z.object({
  fileId: z.uuid(),
  isPublic: z.boolean().describe("Files of a private product are handed out by this server alone."),
  items: z.array(
    z.object({
      region: z.string(),
      provider: z.enum(PROVIDERS),
      state: distributionState,
      url: z.string(),
      attempts: count,
      error: z.string().nullable(),
      isOrigin: z.boolean(),
      isOn: z.boolean(),
      updatedAt: z.string().nullable(),
    }),
  ),
});

const dayCounts = { downloads: count, bytes: count, hits: count, misses: count };
const summary = { ...dayCounts, hitRatio: z.number().nullable() };
export const statsShape = z.object({
  since: z.string(),
  until: z.string(),
  total: z.object(summary),
  regions: z.array(z.object({ region: z.string(), ...summary })),
  days: z.array(z.object({ day: z.string(), regions: z.array(z.object({ region: z.string(), ...dayCounts })) })),
});

export const topFileShape = z.object({
  fileId: z.uuid(),
  fileName: z.string(),
  product: z.string().nullable(),
  version: z.string().nullable(),
  downloads: count,
  bytes: count,
});
