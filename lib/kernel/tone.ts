/** What a state or an event means, whatever it belongs to. */
export type Tone = "idle" | "wait" | "move" | "good" | "warn" | "bad" | "back";
