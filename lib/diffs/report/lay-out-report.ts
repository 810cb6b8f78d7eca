import type { Content, TableCell, TDocumentDefinitions } from "pdfmake/interfaces.js";
import type { ArtifactListItem } from "#lib/builds/view.ts";
import { layOutExcerpt } from "#lib/diffs/report/lay-out-excerpt.ts";
import { ACCENT, clean, COLORS, INK, leftOut, LINE, MUTED, SUNKEN } from "#lib/diffs/report/look.ts";
import { REPORT_LIMITS, type ReportData } from "#lib/diffs/report/report-data.ts";
import type { DependencyStep } from "#lib/diffs/rules/dependencies-diff.ts";
import type { EntryChange, EntryStatus } from "#lib/diffs/rules/entries-diff.ts";

const statuses: Record<EntryStatus, { word: string; color: string }> = {
  added: { word: "added", color: COLORS.good },
  removed: { word: "removed", color: COLORS.bad },
  modified: { word: "changed", color: COLORS.warn },
  moved: { word: "moved", color: COLORS.move },
  unchanged: { word: "unchanged", color: COLORS.idle },
};

/** Lays a report out on pages of A4. */
export function layOutReport(data: ReportData): TDocumentDefinitions {
  const title = `${data.to.product.name}: ${nameOf(data.from)} to ${nameOf(data.to)}`;
  return {
    info: { title, creator: "Slipway", producer: "Slipway" },
    pageSize: "A4",
    pageMargins: [40, 48, 40, 52],
    defaultStyle: { font: "Roboto", fontSize: 9, color: INK, lineHeight: 1.25 },
    styles: {
      title: { fontSize: 20, bold: true },
      heading: { fontSize: 12.5, bold: true, margin: [0, 18, 0, 6] },
      label: { fontSize: 7.5, color: MUTED },
      note: { fontSize: 8.5, color: MUTED, margin: [0, 4, 0, 0] },
      code: { font: "Mono", fontSize: 7, lineHeight: 1.2 },
    },
    footer: (page, pages) => ({
      margin: [40, 16, 40, 0],
      fontSize: 7.5,
      color: MUTED,
      columns: [{ text: clean(title) }, { text: `${page} of ${pages}`, alignment: "right", width: 60 }],
    }),
    // A heading is never the last thing on a page.
    pageBreakBefore: (node, container) => node.headlineLevel === 1 && container.getFollowingNodesOnPage().length === 0,
    content: [
      ...head(data),
      summary(data),
      ...findings(data),
      ...dependencies(data),
      ...environment(data),
      ...files("Configuration files", data.configFiles, data.configFiles.length),
      ...files("Files", data.entries, countChanged(data)),
      ...excerpts(data),
    ],
  };
}

function head(data: ReportData): Content[] {
  const at = new Date(data.generatedAt).toUTCString();
  return [
    { text: "WHAT WOULD CHANGE", fontSize: 8, bold: true, color: ACCENT, characterSpacing: 1 },
    { text: clean(data.to.product.name), style: "title", margin: [0, 2, 0, 10] },
    {
      columns: [facts("Before", data.from), facts("After", data.to)],
      columnGap: 24,
    },
    {
      text: [
        `Made ${at}${data.generatedBy ? ` for ${clean(data.generatedBy)}` : ""}. `,
        ...(data.href ? [{ text: "The whole comparison", link: data.href, color: ACCENT }] : []),
      ],
      style: "note",
      margin: [0, 10, 0, 0],
    },
  ];
}

function facts(label: string, build: ArtifactListItem): Content {
  const rows: [string, string | null][] = [
    ["Version", build.version],
    ["Build", build.buildNumber],
    ["Commit", build.gitCommit],
    ["Ref", build.gitRef],
    ["Author", build.author],
    ["Built", new Date(build.builtAt).toUTCString()],
    ["File", build.file?.fileName ?? null],
    ["Image", build.imageTags[0] ?? null],
    ["Digest", build.digest],
  ];
  const body = rows.flatMap(([name, value]): TableCell[][] =>
    value
      ? [
          [
            { text: name, style: "label" },
            { text: clean(value), fontSize: 8.5 },
          ],
        ]
      : [],
  );
  return [
    { text: label, bold: true, fontSize: 10, margin: [0, 0, 0, 3] },
    { table: { widths: [44, "*"], body }, layout: ruled },
  ];
}

/** The counts as a strip of large figures. */
function summary(data: ReportData): Content {
  const { counts } = data;
  const packages = data.dependencies.reduce((sum, { changes }) => sum + changes.length, 0);
  const figures: [string, number | null, string][] = [
    ["files added", counts?.added ?? null, COLORS.good],
    ["removed", counts?.removed ?? null, COLORS.bad],
    ["changed", counts?.modified ?? null, COLORS.warn],
    ["moved", counts?.moved ?? null, COLORS.move],
    ["dependencies", packages, INK],
    ["variables", data.variables.length, INK],
  ];
  const shown = figures.filter(([, value]) => value !== null);
  const cell = ([label, value, color]: (typeof shown)[number]): TableCell => ({
    stack: [
      { text: (value ?? 0).toLocaleString("en"), fontSize: 17, bold: true, color },
      { text: label, style: "label" },
    ],
    fillColor: SUNKEN,
    margin: [6, 5, 6, 4],
  });
  return {
    table: { widths: shown.map(() => "*"), body: [shown.map(cell)] },
    layout: { hLineWidth: () => 0, vLineWidth: () => 2, vLineColor: () => "#ffffff" },
    margin: [0, 14, 0, 0],
  };
}

function findings({ findings: found }: ReportData): Content[] {
  if (found.length === 0) return [];
  return [
    { text: "To be looked at first", style: "heading", headlineLevel: 1, color: COLORS.bad },
    { ul: found.slice(0, 30).map(clean) },
    ...leftOut(found.length - 30, "more of these"),
  ];
}

const steps: Record<DependencyStep, string> = {
  added: COLORS.move,
  removed: COLORS.bad,
  major: COLORS.warn,
  minor: INK,
  patch: COLORS.good,
  prerelease: INK,
  downgrade: COLORS.bad,
  changed: MUTED,
};

function dependencies({ dependencies: manifests }: ReportData): Content[] {
  if (manifests.length === 0) return [];
  let room: number = REPORT_LIMITS.packages;
  const parts = manifests.flatMap(({ manager, path, changes }): Content[] => {
    const shown = changes.slice(0, room);
    room -= shown.length;
    if (shown.length === 0) return [];
    const rows = shown.map(({ name, from, to, step, isBreaking }): TableCell[] => [
      { text: clean(name) },
      { text: clean(from ?? "–") },
      { text: clean(to ?? "–") },
      { text: isBreaking ? `${step}, may break` : step, color: steps[step], bold: isBreaking },
    ]);
    return [
      { text: clean(path ?? manager), bold: true, margin: [0, 6, 0, 3] },
      table(["*", 90, 90, 90], ["Package", "Before", "After", "Step"], rows),
    ];
  });
  const total = manifests.reduce((sum, { changes }) => sum + changes.length, 0);
  return [
    { text: "Dependencies", style: "heading", headlineLevel: 1 },
    ...parts,
    ...leftOut(total - REPORT_LIMITS.packages, "more packages"),
  ];
}

function environment({ variables, environmentNote }: ReportData): Content[] {
  if (variables.length === 0 && environmentNote === null) return [];
  const words = { added: "added", removed: "removed", changed: "another value", unchanged: "the same value" };
  const colors = { added: COLORS.good, removed: COLORS.bad, changed: COLORS.warn, unchanged: COLORS.idle };
  const rows = variables
    .slice(0, REPORT_LIMITS.variables)
    .map(({ name, status }): TableCell[] => [{ text: clean(name) }, { text: words[status], color: colors[status] }]);
  return [
    { text: "Environment", style: "heading", headlineLevel: 1 },
    ...(environmentNote === null ? [] : [{ text: environmentNote, style: "note" }]),
    ...(rows.length === 0 ? [] : [table(["*", 110], ["Variable", "Change"], rows)]),
    ...leftOut(variables.length - REPORT_LIMITS.variables, "more variables"),
    { text: "Values are compared and never shown.", style: "note" },
  ];
}

function files(heading: string, changes: readonly EntryChange[], total: number): Content[] {
  if (changes.length === 0) return [];
  const rows = changes
    .slice(0, REPORT_LIMITS.entries)
    .map((change): TableCell[] => [
      { text: clean(change.fromPath === null ? change.path : `${change.fromPath} to ${change.path}`) },
      { text: statuses[change.status].word, color: statuses[change.status].color },
      { text: sizeOf(change), alignment: "right", color: MUTED },
    ]);
  return [
    { text: heading, style: "heading", headlineLevel: 1 },
    table(["*", 60, 100], ["Path", "Change", "Size"], rows),
    ...leftOut(total - rows.length, "more files"),
  ];
}

function excerpts({ excerpts: shown, filesLeftOut }: ReportData): Content[] {
  if (shown.length === 0) return [];
  return [
    { text: "The most telling changes", style: "heading", headlineLevel: 1 },
    ...shown.flatMap(layOutExcerpt),
    ...leftOut(filesLeftOut, "more text files with changes"),
  ];
}

const ruled = {
  hLineWidth: (index: number) => (index === 0 ? 0 : 0.5),
  vLineWidth: () => 0,
  hLineColor: () => LINE,
  paddingLeft: () => 0,
  paddingTop: () => 2,
  paddingBottom: () => 1,
};

function table(widths: (number | string)[], names: string[], rows: TableCell[][]): Content {
  const header = names.map((name): TableCell => {
    const alignment = name === "Size" ? "right" : "left";
    return { text: name, style: "label", fillColor: SUNKEN, alignment };
  });
  return {
    table: { headerRows: 1, keepWithHeaderRows: 1, dontBreakRows: true, widths, body: [header, ...rows] },
    layout: { ...ruled, paddingLeft: () => 4, paddingRight: () => 4 },
  };
}

function nameOf({ version, buildNumber, gitCommit, id }: ArtifactListItem): string {
  return version ?? (buildNumber === null ? null : `build ${buildNumber}`) ?? gitCommit?.slice(0, 8) ?? id.slice(0, 8);
}

function countChanged({ counts }: ReportData): number {
  return counts ? counts.added + counts.removed + counts.modified + counts.moved : 0;
}

function sizeOf({ from, to }: EntryChange): string {
  const size = (bytes: number) =>
    bytes < 1000 ? `${bytes} B` : bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
  if (from && to) return from.size === to.size ? size(to.size) : `${size(from.size)} to ${size(to.size)}`;
  return size((from ?? to)?.size ?? 0);
}
