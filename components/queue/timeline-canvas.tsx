"use client";

import { useTheme } from "next-themes";
import {
  type KeyboardEvent,
  type PointerEvent,
  type RefObject,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { drawTimeline, readPalette, type TimelinePalette, toDrawnBands } from "#components/queue/draw-timeline.ts";
import {
  AXIS_HEIGHT,
  isMovable,
  itemAt,
  type LaneBy,
  layOutTimeline,
  pan,
  type PlacedItem,
  ROW_HEIGHT,
  timeAt,
  type TimeView,
  zoom,
} from "#components/queue/timeline-layout.ts";
import type { TimelineItem, TimelineView } from "#lib/deployments/queue/view.ts";

const HEIGHT = 480;
const MINUTE = 60_000;
const SNAP_DRAG = 5 * MINUTE;
const STEP = 15 * MINUTE;
const STEP_LARGE = 60 * MINUTE;
const DRAG_PIXELS = 4;
const PAN_PIXELS = 80;
const ZOOM_STEP = 0.75;

export interface Draft {
  item: TimelineItem;
  start: number;
}

type TimelineCanvasProps = {
  timeline: TimelineView;
  range: { from: number; to: number };
  laneBy: LaneBy;
  /** How much of time is shown at first. */
  spanMillis: number;
  selected: TimelineItem | null;
  onSelect: (item: TimelineItem | null) => void;
  draft: Draft | null;
  /** Null where nobody may move anything. */
  onDraft: ((draft: Draft | null) => void) | null;
  onConfirm: () => void;
};

/**
 * The timeline as a picture that pans and zooms. What is seen lives in a ref and is drawn in the next frame, so that no
 * component renders while the pointer moves.
 */
export function TimelineCanvas(props: TimelineCanvasProps) {
  const { timeline, range, laneBy, spanMillis, selected, onSelect, draft, onDraft, onConfirm } = props;
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = useWidth(frame);
  const { resolvedTheme } = useTheme();
  const layout = useMemo(() => layOutTimeline(timeline, laneBy), [timeline, laneBy]);
  const bands = useMemo(() => toDrawnBands(timeline.bands), [timeline.bands]);
  const view = useRef<TimeView>({ from: range.from, millisPerPixel: 1, width: 1 });
  const drag = useRef<Drag | null>(null);

  const paint = useRef<() => void>(() => undefined);
  const pending = useRef(0);
  const repaint = useCallback(() => {
    if (pending.current !== 0) return;
    pending.current = requestAnimationFrame(() => {
      pending.current = 0;
      paint.current();
    });
  }, []);

  // As of when the page was opened: a new answer of the server must not move what is looked at.
  const [openedAt] = useState(() => Date.parse(timeline.now));
  useEffect(() => {
    view.current = firstView({ now: openedAt, spanMillis, width, range });
    repaint();
  }, [openedAt, spanMillis, width, range, repaint]);

  const surface = useRef<{ pen: CanvasRenderingContext2D; palette: TimelinePalette } | null>(null);
  useEffect(() => {
    const element = canvas.current;
    const pen = element?.getContext("2d", { alpha: false });
    if (!element || !pen || width === 0) return;
    const scale = window.devicePixelRatio || 1;
    element.width = Math.ceil(width * scale);
    element.height = Math.ceil(HEIGHT * scale);
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    surface.current = { pen, palette: readPalette(element) };
    repaint();
  }, [width, resolvedTheme, repaint]);

  useEffect(() => {
    paint.current = () => {
      if (surface.current === null) return;
      drawTimeline({
        ...surface.current,
        ...{ layout, bands, height: HEIGHT },
        view: view.current,
        scrollTop: frame.current?.scrollTop ?? 0,
        now: Date.now(),
        selectedId: selected?.id ?? null,
        draft: draft && { id: draft.item.id, start: draft.start },
      });
    };
    repaint();
    const timer = setInterval(repaint, MINUTE / 2);
    return () => clearInterval(timer);
  }, [layout, bands, selected, draft, repaint]);

  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    // React listens to wheels passively, and a page that scrolls away under a timeline cannot be used.
    const onWheel = (event: WheelEvent) => {
      const isAcross = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY);
      if (!event.ctrlKey && !event.metaKey && !isAcross) return;
      event.preventDefault();
      const across = event.deltaX === 0 ? event.deltaY : event.deltaX;
      view.current = isAcross
        ? pan(view.current, across, range)
        : zoom(view.current, Math.exp(event.deltaY / 300), event.offsetX, range);
      repaint();
    };
    element.addEventListener("wheel", onWheel, { passive: false });
    return () => element.removeEventListener("wheel", onWheel);
  }, [range, repaint]);

  function hit(event: PointerEvent): PlacedItem | null {
    const { left, top } = event.currentTarget.getBoundingClientRect();
    const y = event.clientY - top - AXIS_HEIGHT + (frame.current?.scrollTop ?? 0);
    return itemAt(layout, view.current, event.clientX - left, y);
  }

  function onPointerDown(event: PointerEvent) {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const placed = hit(event);
    const start = placed && draft?.item.id === placed.item.id ? draft.start : (placed?.start ?? 0);
    drag.current = { x: event.clientX, from: view.current.from, placed, start, hasMoved: false };
  }

  function onPointerMove(event: PointerEvent) {
    const current = drag.current;
    if (current === null) return;
    const moved = event.clientX - current.x;
    if (!current.hasMoved && Math.abs(moved) < DRAG_PIXELS) return;
    current.hasMoved = true;
    const { placed } = current;
    if (placed !== null && onDraft !== null && isMovable(placed.item)) {
      const start = Math.round((current.start + moved * view.current.millisPerPixel) / SNAP_DRAG) * SNAP_DRAG;
      onSelect(placed.item);
      onDraft({ item: placed.item, start });
    } else {
      view.current = pan({ ...view.current, from: current.from }, -moved, range);
      repaint();
    }
  }

  function onPointerUp() {
    const current = drag.current;
    drag.current = null;
    if (current !== null && !current.hasMoved) select(current.placed?.item ?? null);
  }

  function select(item: TimelineItem | null) {
    if (draft !== null && draft.item.id !== item?.id) onDraft?.(null);
    onSelect(item);
  }

  function onKeyDown(event: KeyboardEvent) {
    const action = actionOf(event.key);
    if (action === null) return;
    event.preventDefault();
    if (action === "next" || action === "previous") {
      const index = layout.items.findIndex(({ item }) => item.id === selected?.id);
      const next = layout.items[action === "next" ? index + 1 : Math.max(0, index - 1)];
      if (next) {
        select(next.item);
        show(next);
      }
    } else if (action === "earlier" || action === "later") {
      const sign = action === "later" ? 1 : -1;
      if (selected !== null && onDraft !== null && isMovable(selected)) {
        const start = draft?.start ?? roundUp(Date.parse(selected.startsAt));
        onDraft({ item: selected, start: start + sign * (event.shiftKey ? STEP_LARGE : STEP) });
      } else {
        view.current = pan(view.current, sign * PAN_PIXELS, range);
        repaint();
      }
    } else if (action === "confirm") onConfirm();
    else if (action === "giveUp") {
      if (draft === null) onSelect(null);
      else onDraft?.(null);
    } else {
      const factor = action === "closer" ? ZOOM_STEP : 1 / ZOOM_STEP;
      view.current = zoom(view.current, factor, view.current.width / 2, range);
      repaint();
    }
  }

  /** Brings an item into sight. */
  function show(placed: PlacedItem) {
    const { from, millisPerPixel, width: pixels } = view.current;
    if (placed.start < from || placed.start > timeAt(view.current, pixels)) {
      view.current = pan({ ...view.current, from: placed.start - (pixels / 3) * millisPerPixel }, 0, range);
    }
    const box = frame.current;
    if (box && (placed.y < box.scrollTop || placed.y + ROW_HEIGHT > box.scrollTop + HEIGHT - AXIS_HEIGHT)) {
      box.scrollTop = placed.y - HEIGHT / 3;
    }
    repaint();
  }

  return (
    <div ref={frame} onScroll={repaint} className="relative overflow-y-auto rounded-b-lg" style={{ height: HEIGHT }}>
      <canvas
        ref={canvas}
        role="application"
        aria-label="Timeline. Up and down choose an item, left and right move one that waits by 15 minutes, Enter confirms, Escape gives up, plus and minus zoom. The same stands below as a list."
        tabIndex={0}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerUp}
        onPointerCancel={() => (drag.current = null)}
        onKeyDown={onKeyDown}
        className="sticky top-0 block cursor-grab touch-pan-y active:cursor-grabbing"
        style={{ width: "100%", height: HEIGHT }}
      />
      <div aria-hidden style={{ height: Math.max(0, layout.height + AXIS_HEIGHT - HEIGHT) }} />
    </div>
  );
}

interface Drag {
  x: number;
  from: number;
  placed: PlacedItem | null;
  start: number;
  hasMoved: boolean;
}

type Action = "next" | "previous" | "earlier" | "later" | "confirm" | "giveUp" | "closer" | "wider";

function actionOf(key: string): Action | null {
  const actions: Record<string, Action> = {
    ArrowDown: "next",
    ArrowUp: "previous",
    ArrowLeft: "earlier",
    ArrowRight: "later",
    Enter: "confirm",
    Escape: "giveUp",
    "+": "closer",
    "=": "closer",
    "-": "wider",
  };
  return actions[key] ?? null;
}

/** Now stands a tenth from the left: what comes matters more than what was. */
function firstView(wish: {
  now: number;
  spanMillis: number;
  width: number;
  range: { from: number; to: number };
}): TimeView {
  const width = Math.max(1, wish.width);
  const millisPerPixel = wish.spanMillis / width;
  return pan({ from: wish.now - wish.spanMillis / 10, millisPerPixel, width }, 0, wish.range);
}

function roundUp(at: number): number {
  return Math.ceil(at / STEP) * STEP;
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
