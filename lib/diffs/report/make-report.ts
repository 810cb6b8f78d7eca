import { toActorView } from "#lib/access/rules/actor.ts";
import { compareArtifacts } from "#lib/diffs/compare-artifacts.ts";
import { compareFile } from "#lib/diffs/compare-file.ts";
import { chooseExcerpts, cutHunks } from "#lib/diffs/report/choose-excerpts.ts";
import { REPORT_LIMITS, type Excerpt, type ReportData } from "#lib/diffs/report/report-data.ts";
import type { EntryChange } from "#lib/diffs/rules/entries-diff.ts";
import { runJob } from "#lib/diffs/worker/run-job.ts";
import type { ArtifactDiffView } from "#lib/diffs/view.ts";
import type { Context } from "#lib/kernel/context.ts";

interface Pair {
  from: string;
  to: string;
}

type Part = "files" | "config";

export interface Report {
  pdf: Uint8Array;
  /** Without anything that a header could not carry. */
  fileName: string;
}

/** Makes a report of a comparison for whoever reads on paper. Asks for the permission that the comparison needs. */
export async function makeReport(ctx: Context, { from, to }: Pair): Promise<Report> {
  const diff = await compareArtifacts(ctx, { from, to, limit: 5_000 });
  const { excerpts, filesLeftOut } = await readExcerpts(ctx, { from, to }, diff);
  const data: ReportData = {
    from: diff.from,
    to: diff.to,
    generatedAt: ctx.clock.now().toISOString(),
    generatedBy: toActorView(ctx.actor).name ?? "",
    href: ctx.config.publicUrl && `${ctx.config.publicUrl}/diffs?from=${from}&to=${to}`,
    counts: diff.files?.counts ?? null,
    entries: diff.files?.entries.slice(0, REPORT_LIMITS.entries) ?? [],
    findings: findingsOf(diff),
    dependencies: diff.dependencies,
    variables: diff.environment.variables.filter(({ status }) => status !== "unchanged"),
    environmentNote: diff.environment.unreadable,
    configFiles: diff.configFiles,
    excerpts,
    filesLeftOut,
  };
  return { pdf: await runJob(ctx, "renderReport", data), fileName: fileNameOf(diff) };
}

/** One after the other, until the report is long enough. */
async function readExcerpts(
  ctx: Context,
  pair: Pair,
  { files, configFiles }: ArtifactDiffView,
): Promise<{ excerpts: Excerpt[]; filesLeftOut: number }> {
  const candidates: { part: Part; change: EntryChange }[] = [
    ...chooseExcerpts(configFiles).map((change) => ({ part: "config" as const, change })),
    ...chooseExcerpts(files?.entries ?? []).map((change) => ({ part: "files" as const, change })),
  ];
  const excerpts: Excerpt[] = [];
  let lines = 0;
  for (const { part, change } of candidates) {
    if (excerpts.length >= REPORT_LIMITS.excerpts || lines >= REPORT_LIMITS.lines) break;
    const excerpt = await readExcerpt(ctx, { ...pair, part, path: change.path });
    if (!excerpt) continue;
    excerpts.push(excerpt);
    lines += excerpt.hunks.reduce((sum, hunk) => sum + hunk.lines.length, 0);
  }
  return { excerpts, filesLeftOut: candidates.length - excerpts.length };
}

async function readExcerpt(ctx: Context, place: Pair & { part: Part; path: string }): Promise<Excerpt | null> {
  const { text } = await compareFile(ctx, place);
  if (!text || text.blocks.length === 0) return null;
  const { hunks } = cutHunks(text.hunks, REPORT_LIMITS.excerptLines);
  const isChange = (line: string) => !line.startsWith(" ");
  const shown = hunks.reduce((sum, hunk) => sum + hunk.lines.filter(isChange).length, 0);
  const { removed, added } = text;
  return { path: place.path, removed, added, hunks, leftOut: removed + added - shown };
}

function findingsOf({ files }: ArtifactDiffView): string[] {
  return [files?.from, files?.to].flatMap((content) => {
    if (!content) return [];
    const unreadable =
      content.unreadable === null ? [] : [`${content.name} was not read file by file. ${content.unreadable}`];
    return [...unreadable, ...content.findings.map(({ sentence }) => `In ${content.name}: ${sentence}`)];
  });
}

function fileNameOf({ from, to }: ArtifactDiffView): string {
  const nameOf = (text: string | null) => (text ?? "build").replaceAll(/[^\w.+-]/g, "_");
  return `${nameOf(to.product.slug)}-${nameOf(from.version)}-to-${nameOf(to.version)}.pdf`;
}
