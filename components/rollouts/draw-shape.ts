// The shape of each state in the device grid. They are those of DeviceShape, which the legend shows.
import type { DeviceStatus } from "#lib/rollouts/rules/rollout.ts";

export type Box = { x: number; y: number; size: number };
type Pen = CanvasRenderingContext2D;
type Point = readonly [number, number];

/** Draws with the pen's colours; `surface` is what lies behind. */
export function drawShape(pen: Pen, status: DeviceStatus, box: Box, surface: string): void {
  const { x, y, size } = box;
  const line = Math.max(1, size / 10);
  pen.lineWidth = line;
  switch (status) {
    case "healthy":
      return fillBox(pen, box);
    case "failed":
      fillBox(pen, box);
      pen.strokeStyle = surface;
      pen.lineWidth = line * 1.3;
      return cross(pen, { x: x + size * 0.3, y: y + size * 0.3, size: size * 0.4 });
    case "pending":
      return strokeBox(pen, box, line);
    case "scheduled":
      strokeBox(pen, box, line);
      return dot(pen, box);
    case "updating":
      strokeBox(pen, box, line);
      return triangle(pen, [x, y], [x + size, y], [x, y + size]);
    case "rolledBack":
      return triangle(pen, [x + size, y], [x + size, y + size], [x, y + size / 2]);
    case "skipped":
      return pen.fillRect(x, y + size / 2 - line, size, line * 2);
  }
}

/** Too small for shapes: what nobody works on is smaller, so that states differ without colour, too. */
export function drawSpeck(pen: Pen, status: DeviceStatus, { x, y, size }: Box): void {
  const inset = status === "pending" || status === "skipped" ? size / 4 : 0;
  pen.fillRect(x + inset, y + inset, size - 2 * inset, size - 2 * inset);
}

function fillBox(pen: Pen, { x, y, size }: Box): void {
  pen.beginPath();
  pen.roundRect(x, y, size, size, size / 6);
  pen.fill();
}

function strokeBox(pen: Pen, { x, y, size }: Box, line: number): void {
  pen.beginPath();
  pen.roundRect(x + line / 2, y + line / 2, size - line, size - line, size / 7);
  pen.stroke();
}

function dot(pen: Pen, { x, y, size }: Box): void {
  pen.beginPath();
  pen.arc(x + size / 2, y + size / 2, size / 5, 0, Math.PI * 2);
  pen.fill();
}

function cross(pen: Pen, { x, y, size }: Box): void {
  pen.beginPath();
  pen.moveTo(x, y);
  pen.lineTo(x + size, y + size);
  pen.moveTo(x + size, y);
  pen.lineTo(x, y + size);
  pen.stroke();
}

function triangle(pen: Pen, a: Point, b: Point, c: Point): void {
  pen.beginPath();
  pen.moveTo(...a);
  pen.lineTo(...b);
  pen.lineTo(...c);
  pen.fill();
}
