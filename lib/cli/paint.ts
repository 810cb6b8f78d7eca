import { styleText } from "node:util";

export type Color = "green" | "red" | "yellow" | "cyan" | "dim" | "bold";
export type Paint = (color: Color, text: string) => string;

/** Paints for a stream: on a terminal, and unless NO_COLOR is set. Nothing is told by color alone. */
export function painter(stream: NodeJS.WritableStream): Paint {
  return (color, text) => styleText(color, text, { stream });
}
