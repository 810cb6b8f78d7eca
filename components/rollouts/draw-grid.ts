// Draws the device grid. Few devices get a shape each; very many become a texture, painted pixel by pixel.
import { drawShape, drawSpeck } from "#components/rollouts/draw-shape.ts";
import { type Band, type GridLayout, SHAPE_MIN } from "#components/rollouts/grid-layout.ts";
import { type DeviceStatus, deviceStatuses } from "#lib/rollouts/rules/rollout.ts";

/** Positions hold an index into `deviceStatuses`: a byte a device, so that a hundred thousand cost little. */
export type GridCells = Uint8Array;

type Look = { status: DeviceStatus; fill: string; pale: string };
export type GridPalette = { lookOf: (code: number | undefined) => Look; looks: readonly Look[]; surface: string };

type Drawing = {
  pen: CanvasRenderingContext2D;
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
const PIXELS_BELOW = 4;
const MARK_EXTRA = 0.5;
const FAILED = deviceStatuses.indexOf("failed");

/** Reads the colours of the theme that applies now. */
export function readPalette(element: Element): GridPalette {
  const style = getComputedStyle(element);
  const read = (name: string) => style.getPropertyValue(name).trim();
  const toLook = (status: DeviceStatus): Look => ({
    status,
    fill: read(variables[status]),
    pale: read(paleVariables[status] ?? variables[status]),
  });
  const looks = deviceStatuses.map(toLook);
  const unknown = toLook("pending");
  return { looks, lookOf: (code) => looks[code ?? 0] ?? unknown, surface: read("--surface") };
}

export function drawGrid(drawing: Drawing): void {
  const { pen, layout } = drawing;
  pen.clearRect(0, 0, layout.width, layout.height);
  for (const band of layout.bands) {
    if (layout.cell < PIXELS_BELOW) paintBand(drawing, band);
    else drawBand(drawing, band);
  }
}

function drawBand({ pen, layout, cells, palette, highlight }: Drawing, band: Band): void {
  const size = layout.cell - layout.gap;
  for (let offset = 0; offset < band.count; offset++) {
    const { status, fill } = palette.lookOf(cells[band.first + offset]);
    const box = { ...cornerOf(layout, band, offset), size };
    pen.globalAlpha = highlight && highlight !== status ? FADED : 1;
    pen.fillStyle = fill;
    pen.strokeStyle = fill;
    if (layout.cell >= SHAPE_MIN) drawShape(pen, status, box, palette.surface);
    else drawSpeck(pen, status, box);
  }
  pen.globalAlpha = 1;
}

/**
 * One pixel a device, then enlarged as a whole: a hundred thousand take a few milliseconds. Failures among so many would
 * drown, so each is marked over its neighbours' edges.
 */
function paintBand(drawing: Drawing, band: Band): void {
  paintTexture(drawing, band);
  if (!drawing.highlight || drawing.highlight === "failed") markFailures(drawing, band);
}

function paintTexture({ pen, layout, cells, palette, highlight }: Drawing, band: Band): void {
  const texture = new OffscreenCanvas(layout.columns, band.rows);
  const brush = texture.getContext("2d", { willReadFrequently: true });
  if (!brush) return;
  const colours = palette.looks.map((look) => pixelOf(brush, look.pale, highlight && highlight !== look.status));
  const image = brush.createImageData(layout.columns, band.rows);
  const pixels = new Uint32Array(image.data.buffer);
  for (let offset = 0; offset < band.count; offset++) pixels[offset] = colours[cells[band.first + offset] ?? 0] ?? 0;
  brush.putImageData(image, 0, 0);
  pen.imageSmoothingEnabled = false;
  pen.drawImage(texture, 0, band.top, layout.columns * layout.cell, band.rows * layout.cell);
}

function markFailures({ pen, layout, cells, palette }: Drawing, band: Band): void {
  pen.fillStyle = palette.lookOf(FAILED).fill;
  const size = layout.cell + 2 * MARK_EXTRA;
  for (let offset = 0; offset < band.count; offset++) {
    if (cells[band.first + offset] !== FAILED) continue;
    const { x, y } = cornerOf(layout, band, offset);
    pen.fillRect(x - MARK_EXTRA, y - MARK_EXTRA, size, size);
  }
}

function cornerOf(layout: GridLayout, band: Band, offset: number): { x: number; y: number } {
  return {
    x: (offset % layout.columns) * layout.cell,
    y: band.top + Math.floor(offset / layout.columns) * layout.cell,
  };
}

/** Lets the browser turn any CSS colour into the four bytes of a pixel. */
function pixelOf(brush: OffscreenCanvasRenderingContext2D, fill: string, isFaded: boolean | null): number {
  brush.clearRect(0, 0, 1, 1);
  brush.globalAlpha = isFaded ? FADED : 1;
  brush.fillStyle = fill;
  brush.fillRect(0, 0, 1, 1);
  return new Uint32Array(brush.getImageData(0, 0, 1, 1).data.buffer)[0] ?? 0;
}
