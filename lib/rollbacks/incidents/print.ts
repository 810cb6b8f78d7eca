import type { Paper, PaperBlock } from "#lib/diffs/report/paper.ts";
import { runJob } from "#lib/diffs/worker/run-job.ts";
import type { Context } from "#lib/kernel/context.ts";
import { readIncidentChart } from "#lib/rollbacks/incidents/chart.ts";
import type { IncidentView } from "#lib/rollbacks/incidents/view.ts";
import { chartSeries, drawChart, type ChartSeries, type IncidentChart } from "#lib/rollbacks/rules/incident-chart.ts";
import type { Whereabouts } from "#lib/rollbacks/rules/whereabouts.ts";

const PAGE_WIDTH = 515;
const CHART = { width: PAGE_WIDTH, height: 150, left: 40, bottom: 16 };
const COLORS: Record<ChartSeries, string> = { back: "#3a9a62", failed: "#c8443a", rolledBack: "#b98018" };
const LABELS: Record<ChartSeries, string> = { back: "back", failed: "failed", rolledBack: "took themselves back" };
const INK = "#5b6675";
const LINE = "#d9dee5";

/** Prints a report, with its chart, for whoever reads on paper. */
export async function printIncident(ctx: Context, incident: IncidentView): Promise<Uint8Array> {
  const chart = await readIncidentChart(ctx, { incidentId: incident.id });
  return runJob(ctx, "renderPaper", toPaper(incident, chart, ctx.config.publicUrl));
}

/** What is printed of a report. */
function toPaper(incident: IncidentView, chart: IncidentChart, publicUrl: string | null): Paper {
  const ending = incident.endedAt === null ? "not over" : `ended ${timeOf(incident.endedAt)}`;
  const href = publicUrl === null ? null : `${publicUrl}/rollbacks/incidents/${incident.id}`;
  return {
    sort: `Incident report #${incident.number}`,
    title: incident.title,
    subtitle: `Began ${timeOf(incident.startedAt)}, ${ending}.`,
    link: href === null ? null : { text: "As it is now", href },
    blocks: [
      ...part("What happened", incident.summary),
      ...part("Cause", incident.cause),
      ...affected(incident),
      ...course(chart),
      ...part("Actions", incident.actions),
      ...timeline(incident),
    ],
  };
}

/** Markdown as it is read aloud: its lists are lists, and its other signs stay what they are. */
function part(title: string, markdown: string): PaperBlock[] {
  const blocks: PaperBlock[] = [{ kind: "heading", text: title }];
  for (const line of markdown.split(/\n+/).filter((text) => text.trim() !== "")) {
    const item = /^\s*[-*] (.*)$/.exec(line)?.[1];
    const last = blocks.at(-1);
    if (item === undefined) blocks.push({ kind: "text", text: line.replace(/^#+ /, "") });
    else if (last?.kind === "list") last.items.push(item);
    else blocks.push({ kind: "list", items: [item] });
  }
  return blocks;
}

function affected({ whereabouts, failed }: IncidentView): PaperBlock[] {
  if (whereabouts === null) return [];
  return [
    { kind: "heading", text: "Affected devices" },
    { kind: "figures", figures: figuresOf(whereabouts) },
    ...(failed.length === 0
      ? []
      : [
          {
            kind: "table" as const,
            widths: [180, "*" as const],
            names: ["Failed", "Why"],
            rows: failed.map(({ name, reason }) => [name, reason ?? ""]),
          },
        ]),
    ...(whereabouts.failed > failed.length
      ? [{ kind: "note" as const, text: `Left out here: ${whereabouts.failed - failed.length} more that failed.` }]
      : []),
  ];
}

function figuresOf(where: Whereabouts) {
  const figure = (label: string, value: number, color: string) => ({
    label,
    value: value.toLocaleString("en"),
    color,
  });
  return [
    figure("devices", where.total, "#1b2330"),
    figure("back", where.back, COLORS.back),
    figure("failed", where.failed, COLORS.failed),
    figure("not heard from", where.unreachable, COLORS.rolledBack),
    figure("not asked, or under way", where.untouched + where.underWay, INK),
    figure("run something else", where.elsewhere, INK),
  ];
}

function course(chart: IncidentChart): PaperBlock[] {
  if (chart.points.length < 2) return [];
  const used = chartSeries.filter((series) => chart.points.some((point) => point[series] > 0));
  return [
    { kind: "heading", text: "Course" },
    { kind: "picture", svg: toSvg(chart), width: PAGE_WIDTH },
    { kind: "note", text: `Devices over time, from below: ${used.map((series) => LABELS[series]).join(", ")}.` },
    {
      kind: "table",
      widths: [20, 130, "*"],
      names: ["", "Time", "Mark"],
      rows: chart.marks.map(({ at, text }, index) => [String(index + 1), timeOf(at), text]),
    },
  ];
}

/** Only numbers of our own go in, never what somebody wrote. */
function toSvg(chart: IncidentChart): string {
  const { areas, marks, labels, scale, top, axis } = drawChart(chart, CHART);
  const { width, height, left } = CHART;
  const text = (x: number, y: number, value: number | string, anchor: string) =>
    `<text x="${x}" y="${y}" font-size="7" fill="${INK}" text-anchor="${anchor}">${value}</text>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    ...scale.map(({ y }) => `<path d="M${left} ${y}H${width}" stroke="${LINE}" stroke-width="0.5"/>`),
    ...scale.map(({ y, value }) => text(left - 4, y + 2, value, "end")),
    ...areas
      .filter(({ path }) => path !== "")
      .map(({ series, path }) => `<path d="${path}" fill="${COLORS[series]}" fill-opacity="0.75"/>`),
    ...marks.map((x) => `<path d="M${x} ${top}V${axis}" stroke="${INK}" stroke-width="0.5" stroke-dasharray="2 2"/>`),
    ...labels.map((label) => text(label.x, top - 4, label.text, "middle")),
    text(left, height - 4, clockOf(chart.from), "start"),
    text(width, height - 4, clockOf(chart.to), "end"),
    "</svg>",
  ].join("");
}

function timeline({ timeline: entries }: IncidentView): PaperBlock[] {
  return [
    { kind: "heading", text: "Timeline" },
    {
      kind: "table",
      widths: [110, "*", 90],
      names: ["Time", "What", "Who"],
      rows: entries.map(({ at, text, cause, by }) => [
        timeOf(at),
        cause === null ? text : `${text}: ${cause}`,
        by ?? "",
      ]),
    },
  ];
}

function timeOf(at: string): string {
  return `${at.slice(0, 19).replace("T", " ")} UTC`;
}

function clockOf(at: string): string {
  return `${at.slice(11, 19)} UTC`;
}
