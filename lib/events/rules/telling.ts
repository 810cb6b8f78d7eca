// What does one event tell, whoever listens: a page, a toast, a message?
import type { ActorView } from "#lib/access/rules/actor.ts";
import type { EventType } from "#lib/events/types.ts";
import type { Tone } from "#lib/kernel/tone.ts";

/** What an event says of itself. */
export type Data = Record<string, unknown>;

/** The parts of an event that a sentence is made of. */
export interface TellableEvent {
  type: EventType;
  subject: { kind: string; id: string };
  data: Data;
  rolloutId?: string | null;
  productId?: string | null;
  actor?: ActorView;
}

export interface Telling {
  tone: Tone;
  text: (data: Data) => string;
  cause?: (data: Data) => string | undefined;
}
