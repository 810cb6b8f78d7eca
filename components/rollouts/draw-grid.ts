// Draws the device grid. Few devices get a shape each; very many become a texture, painted pixel by pixel.
import { type Band, type GridLayout, SHAPE_MIN } from "#components/rollouts/grid-layout.ts";
import { type DeviceStatus, deviceStatuses } from "#lib/rollouts/rules/rollout.ts";

/** Positions hold an index into `deviceStatuses`: a byte a device, so that a hundred thousand cost little. */
export type GridCells = Uint8Array;

export type GridPalette = { fills: string[]; paleFills: string[]; surface: string };

type Drawing = {
  context: CanvasRenderingContext2D;
  layout: GridLayout;
  cells: GridCells;
  palette: GridPalette;
  /** When given, devices of other states fade. */
  highlight: DeviceStatus | null;
};

const variables: Record<DeviceStatus, string> = {
  pending: "--idle",
  scheduled: "--wait",
  updating: "--move",
  healthy: "--good",
  failed: "--bad",
  rolledBack: "--back",
  skipped: "--idle",
};
/** In a texture whoever has not had a turn steps back, so that the others are seen. */
const paleVariables: Partial<Record<DeviceStatus, string>> = { pending: "--idle-soft", skipped: "--line" };
const FADED = 0.18;
const MARK_EXTRA = 0.5;
const PIXELS_BELOW = 4;

/** Reads the colours of the theme that applies now. */
export function readPalette(element: Element): GridPalette {
  const style = getComputedStyle(element);
  const read = (name: string) => style.getPropertyValue(name).trim();
  return {
    fills: deviceStatuses.map((status) => read(variables[status])),
    paleFills: deviceStatuses.map((status) => read(paleVariables[status] ?? variables[status])),
    surface: read("--surface"),
  };
}

export function drawGrid(drawing: Drawing): void {
  const { context, layout } = drawing;
  context.clearRect(0, 0, layout.width, layout.height);
  for (const band of layout.bands) {
    if (layout.cell < PIXELS_BELOW) paintBand(drawing, band);
    else drawBand(drawing, band);
  }
}

function drawBand({ context, layout, cells, palette, highlight }: Drawing, band: Band): void {
  const size = layout.cell - layout.gap;
  for (let offset = 0; offset < band.count; offset++) {
    const code = cells[band.first + offset] ?? 0;
    const status = deviceStatuses[code]!;
    const x = (offset % layout.columns) * layout.cell;
    const y = band.top + Math.floor(offset / layout.columns) * layout.cell;
    context.globalAlpha = highlight && highlight !== status ? FADED : 1;
    context.fillStyle = palette.fills[code]!;
    context.strokeStyle = palette.fills[code]!;
    if (layout.cell >= SHAPE_MIN) drawShape(context, status, x, y, size, palette.surface);
    else drawSpeck(context, status, x, y, size);
  }
  context.globalAlpha = 1;
}

/** The shapes are those of DeviceShape, which the legend shows. */
function drawShape(context: CanvasRenderingContext2D, status: DeviceStatus, x: number, y: number, size: number, surface: string): void {
  const line = Math.max(1, size / 10);
  context.lineWidth = line;
  switch (status) {
    case "healthy":
      return fillBox(context, x, y, size);
    case "failed":
      fillBox(context, x, y, size);
      context.strokeStyle = surface;
      context.lineWidth = line * 1.3;
      return cross(context, x + size * 0.3, y + size * 0.3, size * 0.4);
    case "pending":
      return strokeBox(context, x, y, size, line);
    case "scheduled":
      strokeBox(context, x, y, size, line);
      context.beginPath();
      context.arc(x + size / 2, y + size / 2, size / 5, 0, Math.PI * 2);
      return context.fill();
    case "updating":
      strokeBox(context, x, y, size, line);
      return triangle(context, [x, y], [x + size, y], [x, y + size]);
    case "rolledBack":
      return triangle(context, [x + size, y], [x + size, y + size], [x, y + size / 2]);
    case "skipped":
      return context.fillRect(x, y + size / 2 - line, size, line * 2);
  }
}

/** Too small for shapes: what nobody works on is smaller, so that states differ without colour, too. */
function drawSpeck(context: CanvasRenderingContext2D, status: DeviceStatus, x: number, y: number, size: number): void {
  const inset = status === "pending" || status === "skipped" ? size / 4 : 0;
  context.fillRect(x + inset, y + inset, size - 2 * inset, size - 2 * inset);
}

function fillBox(context: CanvasRenderingContext2D, x: number, y: number, size: number): void {
  context.beginPath();
  context.roundRect(x, y, size, size, size / 6);
  context.fill();
}

function strokeBox(context: CanvasRenderingContext2D, x: number, y: number, size: number, line: number): void {
  context.beginPath();
  context.roundRect(x + line / 2, y + line / 2, size - line, size - line, size / 7);
  context.stroke();
}

function cross(context: CanvasRenderingContext2D, x: number, y: number, size: number): void {
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(x + size, y + size);
  context.moveTo(x + size, y);
  context.lineTo(x, y + size);
  context.stroke();
}

type Point = [number, number];

function triangle(context: CanvasRenderingContext2D, a: Point, b: Point, c: Point): void {
  context.beginPath();
  context.moveTo(...a);
  context.lineTo(...b);
  context.lineTo(...c);
  context.fill();
}

/**
 * One pixel a device, then enlarged as a whole: a hundred thousand take a few milliseconds. Failures among so many would
 * drown, so each is marked over its neighbours' edges.
 */
function paintBand(drawing: Drawing, band: Band): void {
  paintTexture(drawing, band);
  if (!drawing.highlight || drawing.highlight === "failed") markFailures(drawing, band);
}

function markFailures({ context, layout, cells, palette }: Drawing, band: Band): void {
  const failed = deviceStatuses.indexOf("failed");
  context.fillStyle = palette.fills[failed]!;
  const size = layout.cell + 2 * MARK_EXTRA;
  for (let offset = 0; offset < band.count; offset++) {
    if (cells[band.first + offset] !== failed) continue;
    const x = (offset % layout.columns) * layout.cell;
    const y = band.top + Math.floor(offset / layout.columns) * layout.cell;
    context.fillRect(x - MARK_EXTRA, y - MARK_EXTRA, size, size);
  }
}

function paintTexture({ context, layout, cells, palette, highlight }: Drawing, band: Band): void {
  const texture = new OffscreenCanvas(layout.columns, band.rows);
  const pen = texture.getContext("2d", { willReadFrequently: true })!;
  const colours = palette.paleFills.map((fill, code) => pixelOf(pen, fill, highlight, code));
  const image = pen.createImageData(layout.columns, band.rows);
  const pixels = new Uint32Array(image.data.buffer);
  for (let offset = 0; offset < band.count; offset++) pixels[offset] = colours[cells[band.first + offset] ?? 0]!;
  pen.putImageData(image, 0, 0);
  context.imageSmoothingEnabled = false;
  context.drawImage(texture, 0, band.top, layout.columns * layout.cell, band.rows * layout.cell);
}

/** Lets the browser turn any CSS colour into the four bytes of a pixel. */
function pixelOf(pen: OffscreenCanvasRenderingContext2D, fill: string, highlight: DeviceStatus | null, code: number): number {
  pen.clearRect(0, 0, 1, 1);
  pen.globalAlpha = highlight && highlight !== deviceStatuses[code] ? FADED : 1;
  pen.fillStyle = fill;
  pen.fillRect(0, 0, 1, 1);
  return new Uint32Array(pen.getImageData(0, 0, 1, 1).data.buffer)[0]!;
}
