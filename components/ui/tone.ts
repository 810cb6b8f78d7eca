// Each tone has a colour; the word and the shape come from the noun.
import type { Tone } from "#lib/kernel/tone.ts";

export type { Tone } from "#lib/kernel/tone.ts";

export const toneFill: Record<Tone, string> = {
  idle: "bg-idle",
  wait: "bg-wait",
  move: "bg-move",
  good: "bg-good",
  warn: "bg-warn",
  bad: "bg-bad",
  back: "bg-back",
};

export const toneInk: Record<Tone, string> = {
  idle: "text-idle-ink",
  wait: "text-wait-ink",
  move: "text-move-ink",
  good: "text-good-ink",
  warn: "text-warn-ink",
  bad: "text-bad-ink",
  back: "text-back-ink",
};

export const toneSoft: Record<Tone, string> = {
  idle: "bg-idle-soft",
  wait: "bg-wait-soft",
  move: "bg-move-soft",
  good: "bg-good-soft",
  warn: "bg-warn-soft",
  bad: "bg-bad-soft",
  back: "bg-back-soft",
};
