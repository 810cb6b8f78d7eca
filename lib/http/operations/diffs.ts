import { z } from "zod";
import { compareApis } from "#lib/diffs/compare-apis.ts";
import { compareArtifacts } from "#lib/diffs/compare-artifacts.ts";
import { compareFile } from "#lib/diffs/compare-file.ts";
import { compareImages } from "#lib/diffs/compare-images.ts";
import {
  compareApisInput,
  compareArtifactsInput,
  compareFileInput,
  compareImagesInput,
  readLinesInput,
  shareDiffInput,
} from "#lib/diffs/input.ts";
import { makeReport } from "#lib/diffs/report/make-report.ts";
import { readLines } from "#lib/diffs/read-lines.ts";
import { getSharedDiff, shareDiff } from "#lib/diffs/share-diff.ts";
import { artifactSummary } from "#lib/http/operations/artifacts.ts";
import { defineOperation } from "#lib/http/operation.ts";
import { apiComparison } from "#lib/http/operations/openapi.ts";
import { actorShape } from "#lib/http/shapes.ts";
import { parseInput } from "#lib/kernel/input.ts";

const side = z.object({
  size: z.number().int().describe("Bytes, unpacked"),
  sha256: z.string(),
  mode: z.number().int().nullable(),
  kind: z.enum(["text", "binary", "link", "unsafe"]),
  target: z.string().optional().describe("Of a link"),
});

const entryChange = z.object({
  path: z.string(),
  fromPath: z.string().nullable().describe("Where it was before, if elsewhere."),
  status: z.enum(["added", "removed", "modified", "moved", "unchanged"]),
  from: side.nullable(),
  to: side.nullable(),
  isText: z.boolean(),
});

const content = z.object({
  name: z.string(),
  size: z.number().int().describe("Bytes, packed"),
  sha256: z.string(),
  format: z.enum(["zip", "tar", "tar.gz", "file"]),
  entryCount: z.number().int(),
  findings: z.array(
    z.object({
      kind: z.enum(["outside", "linkOut", "duplicate", "special", "encrypted", "damaged", "deep"]),
      path: z.string(),
      sentence: z.string(),
    }),
  ),
  findingCount: z.number().int(),
  unreadable: z.string().nullable().describe("Why the archive could not be read file by file."),
});

const count = z.number().int();
const entryCounts = z.object({ added: count, removed: count, modified: count, moved: count, unchanged: count });

const artifactDiff = z.object({
  from: artifactSummary,
  to: artifactSummary,
  files: z
    .object({
      from: content.nullable(),
      to: content.nullable(),
      counts: entryCounts,
      total: count.describe("Files that fit the question."),
      entries: z.array(entryChange),
      nextCursor: z.string().nullable(),
    })
    .nullable(),
  dependencies: z.array(
    z.object({
      manager: z.string(),
      path: z.string().nullable(),
      changes: z.array(
        z.object({
          name: z.string(),
          from: z.string().nullable(),
          to: z.string().nullable(),
          step: z.enum(["added", "removed", "major", "minor", "patch", "prerelease", "downgrade", "changed"]),
          isBreaking: z.boolean(),
        }),
      ),
      unchanged: count,
    }),
  ),
  environment: z.object({
    variables: z.array(z.object({ name: z.string(), status: z.enum(["added", "removed", "changed", "unchanged"]) })),
    unreadable: z.string().nullable(),
  }),
  configFiles: z.array(entryChange),
  hasImages: z.boolean(),
  hasApiDocuments: z.boolean().describe("At least one of the builds carries an OpenAPI document."),
});

export const compareArtifactsOperation = defineOperation({
  id: "compareArtifacts",
  method: "GET",
  path: "/api/artifacts/diff",
  tag: "Builds",
  summary: "Compare two builds",
  description:
    "Their files (zip, tar, tar.gz and npm packages one by one), dependencies, environments and configuration. Values " +
    "of environments are compared and never told. With format=pdf the answer is a report to be read on paper.",
  auth: "user",
  query: compareArtifactsInput,
  response: artifactDiff,
  run: async (ctx, input) => {
    if (input.format !== "pdf") return compareArtifacts(ctx, input);
    const { pdf, fileName } = await makeReport(ctx, parseInput(compareArtifactsInput, input));
    return new Response(new Uint8Array(pdf), {
      headers: {
        "content-type": "application/pdf",
        "content-disposition": `attachment; filename="${fileName}"`,
        "cache-control": "no-store",
      },
    });
  },
});

const line = z.number().int();
const fileDiff = z.object({
  change: entryChange,
  text: z
    .object({
      fromCount: line,
      toCount: line,
      removed: line,
      added: line,
      fromIsCutOff: z.boolean(),
      toIsCutOff: z.boolean(),
      blocks: z
        .array(z.object({ from: line, fromCount: line, to: line, toCount: line }))
        .describe("Every change of the file, counted from 0."),
      hunks: z
        .array(
          z.object({
            fromStart: line,
            fromCount: line,
            toStart: line,
            toCount: line,
            lines: z.array(z.string()).describe("With the signs of a unified diff."),
          }),
        )
        .describe("The changes with their text. One of more than 2,000 lines is left out: read its lines."),
      nextCursor: z.string().nullable(),
    })
    .nullable(),
  structure: z
    .object({
      format: z.enum(["json", "yaml", "toml"]),
      changes: z.array(
        z.object({
          path: z.string(),
          status: z.enum(["added", "removed", "changed"]),
          from: z.string().nullable(),
          to: z.string().nullable(),
        }),
      ),
      isCut: z.boolean(),
    })
    .nullable(),
  note: z.string().nullable().describe("Why there is no text."),
});

export const compareFileOperation = defineOperation({
  id: "compareFile",
  method: "GET",
  path: "/api/artifacts/diff/file",
  tag: "Builds",
  summary: "Compare one file of two builds",
  auth: "user",
  query: compareFileInput,
  response: fileDiff,
  run: compareFile,
});

export const readDiffLinesOperation = defineOperation({
  id: "readDiffLines",
  method: "GET",
  path: "/api/artifacts/diff/lines",
  tag: "Builds",
  summary: "Read some lines of a file that is compared",
  auth: "user",
  query: readLinesInput,
  response: z.object({ start: line, lines: z.array(z.string()), total: line }),
  run: readLines,
});

const unavailable = z.object({ kind: z.literal("unavailable"), reason: z.string() });
const imageSide = z.object({ image: z.string(), digest: z.string(), size: z.number().int().describe("Bytes") });
const imagesDiff = z.discriminatedUnion("kind", [
  unavailable,
  z.object({
    kind: z.literal("compared"),
    from: imageSide,
    to: imageSide,
    platform: z.string(),
    platforms: z.array(z.string()),
    layers: z.object({
      layers: z.array(
        z.object({
          digest: z.string(),
          size: z.number().int(),
          createdBy: z.string().nullable(),
          status: z.enum(["reused", "added", "removed"]),
        }),
      ),
      reused: count,
      reusedBytes: z.number().int(),
      bytesToPull: z.number().int().describe("What a device that has the old image still has to fetch."),
    }),
    config: z.array(
      z.object({
        name: z.string(),
        status: z.enum(["added", "removed", "changed"]),
        from: z.string().nullable(),
        to: z.string().nullable(),
      }),
    ),
    files: z.discriminatedUnion("kind", [
      unavailable,
      z.object({
        kind: z.literal("compared"),
        counts: entryCounts,
        entries: z.array(entryChange),
        isCut: z.boolean(),
      }),
    ]),
  }),
]);

export const compareImagesOperation = defineOperation({
  id: "compareImages",
  method: "GET",
  path: "/api/artifacts/diff/images",
  tag: "Builds",
  summary: "Compare the container images of two builds",
  description: "By layers, configuration and files, as the registry has them now. Values of variables are masked.",
  auth: "user",
  query: compareImagesInput,
  response: imagesDiff,
  run: compareImages,
});

export const compareBuildApisOperation = defineOperation({
  id: "compareBuildApis",
  method: "GET",
  path: "/api/artifacts/diff/apis",
  tag: "Builds",
  summary: "Compare the OpenAPI documents of two builds",
  description:
    "Files and configuration files named openapi or swagger (.json, .yaml, .yml), and what their changes mean for " +
    "clients.",
  auth: "user",
  query: compareApisInput,
  response: z.object({
    documents: z.array(
      z.object({
        path: z.string(),
        part: z.enum(["files", "config"]),
        status: z.enum(["added", "removed", "compared"]),
        comparison: apiComparison.nullable().describe("Null where only one of the builds carries the document."),
      }),
    ),
  }),
  run: compareApis,
});

const sharedDiff = z.object({
  id: z.uuid(),
  from: z.uuid(),
  to: z.uuid(),
  options: shareDiffInput.omit({ from: true, to: true }),
  createdAt: z.string(),
  createdBy: actorShape,
  href: z.string().describe("The page, below the address of the server. It needs to be signed in."),
});

export const shareDiffOperation = defineOperation({
  id: "shareDiff",
  method: "POST",
  path: "/api/artifacts/diffs",
  tag: "Builds",
  summary: "Give a comparison an address that can be shared",
  auth: "user",
  body: shareDiffInput,
  response: sharedDiff,
  status: 201,
  creates: true,
  run: shareDiff,
});

export const getSharedDiffOperation = defineOperation({
  id: "getSharedDiff",
  method: "GET",
  path: "/api/artifacts/diffs/{diffId}",
  tag: "Builds",
  summary: "Read a shared comparison",
  auth: "user",
  response: sharedDiff,
  run: getSharedDiff,
});

export const diffsOperations = [
  compareArtifactsOperation,
  compareFileOperation,
  readDiffLinesOperation,
  compareImagesOperation,
  compareBuildApisOperation,
  shareDiffOperation,
  getSharedDiffOperation,
];
