"use client";

import { useTheme } from "next-themes";
import {
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  type RefObject,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { drawGrid, type GridCells, readPalette } from "#components/rollouts/draw-grid.ts";
import {
  bandOf,
  type GridBatch,
  type GridKey,
  layOutGrid,
  moveBy,
  placeOf,
  positionAt,
} from "#components/rollouts/grid-layout.ts";
import { cn } from "#components/ui/cn.ts";
import type { DeviceStatus } from "#lib/rollouts/rules/rollout.ts";

const HEIGHT_MAX = 420;
/** With more devices than this the grid may be taller, so that each keeps two pixels. */
const MANY = 20_000;
const HEIGHT_MAX_MANY = 640;
const RING = 2;
const KEYS: ReadonlySet<string> = new Set([
  "ArrowLeft",
  "ArrowRight",
  "ArrowUp",
  "ArrowDown",
  "Home",
  "End",
  "PageUp",
  "PageDown",
]);

type GridCanvasProps = {
  label: string;
  cells: GridCells;
  batches: readonly GridBatch[];
  highlight: DeviceStatus | null;
  /** The words over a batch's cells. */
  bandLabel: (batchIndex: number) => ReactNode;
  /** What is said about the device under the pointer or the keyboard's cursor. */
  card: (position: number) => ReactNode;
  onOpen: (position: number) => void;
};

/** The devices of a rollout as cells, one of which the pointer or the arrow keys point at. */
export function GridCanvas({ label, cells, batches, highlight, bandLabel, card, onOpen }: GridCanvasProps) {
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = useWidth(frame);
  const { resolvedTheme } = useTheme();
  const layout = useMemo(
    () => layOutGrid(batches, width || 1, cells.length > MANY ? HEIGHT_MAX_MANY : HEIGHT_MAX),
    [batches, width, cells.length],
  );
  const [cursor, setCursor] = useState<number | null>(null);

  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext("2d");
    if (!element || !context || width === 0) return;
    const scale = window.devicePixelRatio || 1;
    element.width = Math.ceil(layout.width * scale);
    element.height = Math.ceil(layout.height * scale);
    context.setTransform(scale, 0, 0, scale, 0, 0);
    drawGrid({ pen: context, layout, cells, palette: readPalette(element), highlight });
  }, [layout, cells, highlight, width, resolvedTheme]);

  function pointAt(event: PointerEvent) {
    const { left, top } = event.currentTarget.getBoundingClientRect();
    setCursor(positionAt(layout, event.clientX - left, event.clientY - top));
  }

  function onKeyDown(event: KeyboardEvent) {
    if (KEYS.has(event.key)) {
      event.preventDefault();
      setCursor(moveBy(layout, cursor ?? -1, event.key as GridKey));
    } else if (event.key === "Enter" && cursor !== null) {
      onOpen(cursor);
    } else if (event.key === "Escape") {
      setCursor(null);
    }
  }

  const place = cursor === null ? null : placeOf(layout, cursor);
  return (
    <div ref={frame} className="relative min-w-0">
      <div className="relative" style={{ height: layout.height }}>
        {layout.bands.map((band) => (
          <div
            key={band.index}
            className="pointer-events-none absolute inset-x-0 flex items-center gap-2 truncate text-xs text-muted"
            style={{ top: band.labelTop, height: 20 }}
          >
            {bandLabel(band.index)}
          </div>
        ))}
        <canvas
          ref={canvas}
          role="application"
          aria-label={`${label}. Arrow keys move between devices, Enter opens one.`}
          tabIndex={0}
          onPointerMove={pointAt}
          onPointerLeave={() => setCursor(null)}
          onClick={() => cursor !== null && onOpen(cursor)}
          onKeyDown={onKeyDown}
          onFocus={(event) => event.currentTarget.matches(":focus-visible") && setCursor((at) => at ?? 0)}
          onBlur={() => setCursor(null)}
          className={cn("absolute inset-0 rounded-sm", cursor !== null && "cursor-pointer")}
          style={{ width: layout.width, height: layout.height }}
        />
        {place && (
          <span
            aria-hidden
            className="pointer-events-none absolute rounded-[3px] border-2 border-ink"
            style={{
              left: place.x - RING - 1,
              top: place.y - RING - 1,
              width: layout.cell - layout.gap + 2 * RING + 2,
              height: layout.cell - layout.gap + 2 * RING + 2,
            }}
          />
        )}
        {cursor !== null && place && (
          <div
            role="status"
            className="pointer-events-none absolute z-20 w-56 animate-fade-in rounded-lg bg-raised px-2.5 py-2 text-xs shadow-raised"
            style={cardPlace(place, layout.cell, layout.width)}
          >
            {card(cursor)}
            <p className="mt-1 text-2xs text-faint">Batch {(bandOf(layout, cursor)?.index ?? 0) + 1}</p>
          </div>
        )}
      </div>
    </div>
  );
}

const CARD_WIDTH = 224;

/** Beside the cell, on the side where there is room, and never over the cells to its other side. */
function cardPlace(place: { x: number; y: number }, cell: number, width: number) {
  const right = place.x + cell + 10;
  const left = right + CARD_WIDTH <= width ? right : place.x - CARD_WIDTH - 10;
  return left >= 0
    ? { left, top: place.y - 8 }
    : { left: Math.max(0, (width - CARD_WIDTH) / 2), top: place.y + cell + 10 };
}

function useWidth(ref: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (!ref.current) return;
    const observer = new ResizeObserver(([entry]) => entry && setWidth(Math.floor(entry.contentRect.width)));
    observer.observe(ref.current);
    return () => observer.disconnect();
  }, [ref]);
  return width;
}
