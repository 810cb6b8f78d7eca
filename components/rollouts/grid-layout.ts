// Where does each device stand in the grid? Pure, so that ten and a hundred thousand devices can be tested alike.

export type GridBatch = { index: number; deviceCount: number };

/** The place of one batch: a heading, and below it rows of cells. `first` is the position of its first device. */
export type Band = { index: number; first: number; count: number; labelTop: number; top: number; rows: number };

export type GridLayout = { cell: number; gap: number; columns: number; bands: Band[]; width: number; height: number };

/** From comfortable to one pixel. Above `SHAPE_MIN` a cell shows the shape of its state, below it the colour alone. */
const CELL_SIZES = [22, 18, 16, 14, 12, 10, 9, 8, 7, 6, 5, 4, 3, 2] as const;
const CELL_MIN = 1;
export const SHAPE_MIN = 9;
const LABEL_HEIGHT = 22;
const BAND_GAP = 8;

/** Chooses the largest cells with which every batch fits into the height. */
export function layOutGrid(batches: readonly GridBatch[], width: number, heightMax: number): GridLayout {
  const columnsWidth = Math.max(1, Math.floor(width));
  for (const cell of CELL_SIZES) {
    const layout = layOutWith(cell, batches, columnsWidth);
    if (layout.height <= heightMax) return layout;
  }
  return layOutWith(CELL_MIN, batches, columnsWidth);
}

function layOutWith(cell: number, batches: readonly GridBatch[], width: number): GridLayout {
  const columns = Math.max(1, Math.floor(width / cell));
  const bands: Band[] = [];
  let first = 0;
  let top = 0;
  for (const { index, deviceCount } of batches) {
    if (deviceCount === 0) continue;
    const rows = Math.ceil(deviceCount / columns);
    bands.push({ index, first, count: deviceCount, labelTop: top, top: top + LABEL_HEIGHT, rows });
    first += deviceCount;
    top += LABEL_HEIGHT + rows * cell + BAND_GAP;
  }
  const gap = cell >= 8 ? 2 : cell >= 4 ? 1 : 0;
  return { cell, gap, columns, bands, width: columns * cell, height: Math.max(0, top - BAND_GAP) };
}

/** The top left corner of a device's cell. */
export function placeOf(layout: GridLayout, position: number): { x: number; y: number } | null {
  const band = bandOf(layout, position);
  if (!band) return null;
  const offset = position - band.first;
  return {
    x: (offset % layout.columns) * layout.cell,
    y: band.top + Math.floor(offset / layout.columns) * layout.cell,
  };
}

/** Which device is under a point, if one is. */
export function positionAt(layout: GridLayout, x: number, y: number): number | null {
  const band = layout.bands.find(({ top, rows }) => y >= top && y < top + rows * layout.cell);
  const column = Math.floor(x / layout.cell);
  if (!band || column < 0 || column >= layout.columns) return null;
  const offset = Math.floor((y - band.top) / layout.cell) * layout.columns + column;
  return offset < band.count ? band.first + offset : null;
}

export function bandOf(layout: GridLayout, position: number): Band | undefined {
  return layout.bands.find(({ first, count }) => position >= first && position < first + count);
}

export type GridKey = "ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown" | "Home" | "End" | "PageUp" | "PageDown";

/** Where a key leads from a device. Up and down keep the column across batches as far as it exists there. */
export function moveBy(layout: GridLayout, position: number, key: GridKey): number {
  const last = layout.bands.reduce((sum, { count }) => sum + count, 0) - 1;
  const band = bandOf(layout, position);
  if (!band) return 0;
  const bandAt = layout.bands.indexOf(band);
  switch (key) {
    case "ArrowLeft":
      return Math.max(0, position - 1);
    case "ArrowRight":
      return Math.min(last, position + 1);
    case "ArrowUp":
      return upFrom(layout, band, bandAt, position);
    case "ArrowDown":
      return downFrom(layout, band, bandAt, position);
    case "Home":
      return 0;
    case "End":
      return last;
    case "PageUp":
      return layout.bands[bandAt - 1]?.first ?? 0;
    case "PageDown":
      return layout.bands[bandAt + 1]?.first ?? last;
  }
}

function upFrom(layout: GridLayout, band: Band, bandAt: number, position: number): number {
  const above = position - layout.columns;
  if (above >= band.first) return above;
  const previous = layout.bands[bandAt - 1];
  if (!previous) return position;
  const column = (position - band.first) % layout.columns;
  return previous.first + Math.min((previous.rows - 1) * layout.columns + column, previous.count - 1);
}

function downFrom(layout: GridLayout, band: Band, bandAt: number, position: number): number {
  const below = position + layout.columns;
  const end = band.first + band.count;
  if (below < end) return below;
  const row = Math.floor((position - band.first) / layout.columns);
  // A last row that is shorter than the one above it still lies below.
  if (row < band.rows - 1) return end - 1;
  const next = layout.bands[bandAt + 1];
  if (!next) return position;
  return next.first + Math.min((position - band.first) % layout.columns, next.count - 1);
}
