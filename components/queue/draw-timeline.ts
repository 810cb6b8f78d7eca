// Draws a timeline onto a canvas: bands of windows and freezes, the axis, the lanes, the items, and now.
import {
  AXIS_HEIGHT,
  LANE_HEADER,
  type PlacedItem,
  ROW_HEIGHT,
  ticksOf,
  type TimelineLayout,
  type TimeView,
  xOf,
} from "#components/queue/timeline-layout.ts";
import type { BandView } from "#lib/calendar/view.ts";
import type { TimelineItem } from "#lib/deployments/queue/view.ts";

export type TimelinePalette = Record<
  | "surface"
  | "sunken"
  | "line"
  | "ink"
  | "muted"
  | "faint"
  | "accent"
  | "good"
  | "goodSoft"
  | "move"
  | "wait"
  | "idle"
  | "bad"
  | "badSoft"
  | "warn",
  string
> & { font: string };

const variables = {
  surface: "--surface",
  sunken: "--sunken",
  line: "--line",
  ink: "--ink",
  muted: "--muted",
  faint: "--faint",
  accent: "--accent",
  good: "--good",
  goodSoft: "--good-soft",
  move: "--move",
  wait: "--wait",
  idle: "--idle",
  bad: "--bad",
  badSoft: "--bad-soft",
  warn: "--warn",
} as const;

/** Reads the colors of the theme that applies now. */
export function readPalette(element: Element): TimelinePalette {
  const style = getComputedStyle(element);
  const colors = Object.entries(variables).map(([name, variable]) => [name, style.getPropertyValue(variable).trim()]);
  return { ...(Object.fromEntries(colors) as Omit<TimelinePalette, "font">), font: style.fontFamily };
}

/** A band with its times as numbers: they are compared in every frame. */
export interface DrawnBand {
  from: number;
  to: number;
  isFreeze: boolean;
  name: string;
}

export function toDrawnBands(bands: readonly BandView[]): DrawnBand[] {
  return bands.map((band) => ({
    from: Date.parse(band.startsAt),
    to: Date.parse(band.endsAt),
    isFreeze: band.kind === "freeze",
    name: band.name,
  }));
}

export interface Picture {
  pen: CanvasRenderingContext2D;
  layout: TimelineLayout;
  bands: readonly DrawnBand[];
  view: TimeView;
  height: number;
  /** How far the lanes are scrolled. */
  scrollTop: number;
  now: number;
  palette: TimelinePalette;
  selectedId: string | null;
  /** Where the selected item would be moved to. */
  draft: { id: string; start: number } | null;
}

export function drawTimeline(picture: Picture): void {
  const { pen, view, height, palette } = picture;
  pen.fillStyle = palette.surface;
  pen.fillRect(0, 0, view.width, height);
  pen.save();
  pen.beginPath();
  pen.rect(0, AXIS_HEIGHT, view.width, height - AXIS_HEIGHT);
  pen.clip();
  drawBands(picture);
  drawGridLines(picture);
  pen.translate(0, AXIS_HEIGHT - picture.scrollTop);
  drawItems(picture);
  drawLanes(picture);
  pen.restore();
  drawAxis(picture);
  drawNow(picture);
}

function drawBands({ pen, bands, view, height, palette }: Picture): void {
  for (const band of bands) {
    const left = Math.max(0, xOf(view, band.from));
    const right = Math.min(view.width, xOf(view, band.to));
    if (right <= left) continue;
    pen.fillStyle = band.isFreeze ? palette.badSoft : palette.goodSoft;
    pen.fillRect(left, AXIS_HEIGHT, right - left, height);
    // Color is never the only sign: freezes are hatched.
    if (band.isFreeze) hatch(pen, { left, right, height, color: palette.bad });
  }
}

const HATCH_STEP = 9;

function hatch(
  pen: CanvasRenderingContext2D,
  area: { left: number; right: number; height: number; color: string },
): void {
  pen.save();
  pen.beginPath();
  pen.rect(area.left, AXIS_HEIGHT, area.right - area.left, area.height);
  pen.clip();
  pen.strokeStyle = area.color;
  pen.globalAlpha = 0.22;
  pen.lineWidth = 1;
  pen.beginPath();
  const first = Math.floor((area.left - area.height) / HATCH_STEP) * HATCH_STEP;
  for (let x = first; x < area.right; x += HATCH_STEP) {
    pen.moveTo(x, area.height);
    pen.lineTo(x + area.height, 0);
  }
  pen.stroke();
  pen.restore();
}

function drawGridLines({ pen, view, height, palette }: Picture): void {
  pen.fillStyle = palette.line;
  for (const { at, isDay } of ticksOf(view)) {
    pen.globalAlpha = isDay ? 1 : 0.5;
    pen.fillRect(Math.round(xOf(view, at)), AXIS_HEIGHT, 1, height);
  }
  pen.globalAlpha = 1;
}

function drawLanes({ pen, layout, view, height, scrollTop, palette }: Picture): void {
  for (const lane of layout.lanes) {
    if (lane.y + lane.height < scrollTop || lane.y > scrollTop + height) continue;
    pen.fillStyle = palette.line;
    pen.fillRect(0, lane.y, view.width, 1);
    pen.font = `600 12px ${palette.font}`;
    pen.textBaseline = "middle";
    const name = fit(lane.name, view.width - 16);
    const { width } = pen.measureText(name);
    pen.fillStyle = palette.surface;
    pen.globalAlpha = 0.85;
    pen.fillRect(4, lane.y + 3, width + 8, LANE_HEADER - 5);
    pen.globalAlpha = 1;
    pen.fillStyle = palette.muted;
    pen.fillText(name, 8, lane.y + LANE_HEADER / 2);
  }
}

function drawItems(picture: Picture): void {
  const { layout, view, height, scrollTop, draft } = picture;
  for (const placed of layout.items) {
    if (placed.y + ROW_HEIGHT < scrollTop || placed.y > scrollTop + height) continue;
    if (xOf(view, placed.spreadEnd) < 0 || xOf(view, placed.spreadStart) > view.width) continue;
    if (draft?.id !== placed.item.id) drawItem(picture, placed);
  }
  const moved = draft && layout.items.find(({ item }) => item.id === draft.id);
  if (!draft || !moved) return;
  const shift = draft.start - moved.start;
  picture.pen.globalAlpha = 0.35;
  drawItem(picture, moved);
  picture.pen.globalAlpha = 1;
  drawItem(picture, {
    ...moved,
    start: moved.start + shift,
    end: moved.end + shift,
    spreadStart: moved.start + shift,
    spreadEnd: moved.end + shift,
  });
}

const BAR = 18;
const WIDTH_MIN = 4;
const TEXT_MIN = 34;

function drawItem({ pen, view, palette, selectedId }: Picture, placed: PlacedItem): void {
  const { item } = placed;
  const left = xOf(view, placed.start);
  const width = Math.max(WIDTH_MIN, xOf(view, placed.end) - left);
  const top = placed.y + (ROW_HEIGHT - BAR) / 2;
  const color = colorOf(item, palette);
  const isOpen = item.kind === "queued" || item.kind === "scheduled" || item.kind === "recurring";

  drawSpread(pen, { from: xOf(view, placed.spreadStart), to: xOf(view, placed.spreadEnd), y: top + BAR / 2, color });
  pen.fillStyle = isOpen ? palette.surface : color;
  pen.beginPath();
  pen.roundRect(left, top, width, BAR, 3);
  pen.fill();
  if (isOpen) {
    pen.strokeStyle = color;
    pen.lineWidth = 1.5;
    pen.setLineDash(item.kind === "scheduled" ? [] : item.kind === "queued" ? [5, 3] : [2, 2]);
    pen.stroke();
    pen.setLineDash([]);
  }
  if (width >= TEXT_MIN) {
    pen.font = `12px ${palette.font}`;
    pen.textBaseline = "middle";
    pen.fillStyle = isOpen ? palette.ink : palette.surface;
    const inside = Math.max(left, 0);
    const room = Math.min(left + width, view.width) - inside - 10;
    pen.fillText(fit(labelOf(item), room), inside + 5, top + BAR / 2 + 0.5);
  }
  if (item.id === selectedId) {
    pen.strokeStyle = palette.ink;
    pen.lineWidth = 2;
    pen.beginPath();
    pen.roundRect(left - 2, top - 2, width + 4, BAR + 4, 4);
    pen.stroke();
  }
}

function drawSpread(
  pen: CanvasRenderingContext2D,
  { from, to, y, color }: { from: number; to: number; y: number; color: string },
): void {
  if (to - from < WIDTH_MIN) return;
  pen.fillStyle = color;
  pen.save();
  pen.globalAlpha *= 0.45;
  pen.fillRect(from, y - 1, to - from, 2);
  pen.fillRect(from, y - 4, 1, 8);
  pen.fillRect(to - 1, y - 4, 1, 8);
  pen.restore();
}

function colorOf({ kind, status }: TimelineItem, palette: TimelinePalette): string {
  if (kind === "running") return status === "rollingBack" ? palette.warn : palette.move;
  if (kind === "finished") return status === "completed" ? palette.good : palette.bad;
  return kind === "recurring" ? palette.idle : palette.wait;
}

export function labelOf({ number, title }: TimelineItem): string {
  return number === null ? title : `#${number} ${title}`;
}

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const weekday = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short" });

function drawAxis({ pen, view, palette }: Picture): void {
  pen.fillStyle = palette.sunken;
  pen.fillRect(0, 0, view.width, AXIS_HEIGHT);
  pen.fillStyle = palette.line;
  pen.fillRect(0, AXIS_HEIGHT - 1, view.width, 1);
  pen.textBaseline = "middle";
  for (const { at, isDay } of ticksOf(view)) {
    const x = xOf(view, at);
    pen.font = `${isDay ? 600 : 400} 11px ${palette.font}`;
    pen.fillStyle = isDay ? palette.ink : palette.muted;
    pen.fillText(isDay ? weekday.format(at) : clock.format(at), x + 4, AXIS_HEIGHT / 2);
    pen.fillStyle = palette.line;
    pen.fillRect(Math.round(x), 0, 1, AXIS_HEIGHT);
  }
}

function drawNow({ pen, view, height, now, palette }: Picture): void {
  const x = Math.round(xOf(view, now));
  if (x < 0 || x > view.width) return;
  pen.fillStyle = palette.accent;
  pen.fillRect(x - 1, 0, 2, height);
  pen.beginPath();
  pen.moveTo(x - 5, 0);
  pen.lineTo(x + 5, 0);
  pen.lineTo(x, 7);
  pen.fill();
}

const CHARACTER = 6.4;

/** Cuts a text to a width, by the usual width of a letter: measuring a thousand of them would cost the frame. */
function fit(text: string, width: number): string {
  const letters = Math.floor(width / CHARACTER);
  if (text.length <= letters) return text;
  return letters < 2 ? "" : `${text.slice(0, letters - 1)}…`;
}
