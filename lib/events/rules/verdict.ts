/** What did a check of the log find, and how is it said? */

/** One place at which the log is not what was written. `seq` is the number of the event concerned. */
export interface Fault {
  kind: FaultKind;
  seq: number;
  /** Up to which event, where several are concerned. */
  untilSeq?: number;
  /** Where it stands in a file, counted from 1. */
  line?: number;
}

export const FAULT_KINDS = [
  "malformed",
  "changed",
  "unlinked",
  "missing",
  "outOfOrder",
  "rewritten",
  "truncated",
  "excess",
  "headDiffers",
  "cutUnproven",
  "checkpointForged",
  "checkpointUnknownKey",
  "checkpointMissing",
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** What a check says in the end. The log is sound when there is no fault. */
export interface Verdict {
  isSound: boolean;
  /** How many events were read, and from which to which; null where there are none. */
  events: number;
  firstSeq: number | null;
  lastSeq: number | null;
  /** In hex, of the last event. */
  lastHash: string | null;
  /** The newest event that a signed checkpoint vouches for; what comes later is proven only by the one after it. */
  provenSeq: number | null;
  checkpoints: number;
  /** The first ones; `faultCount` counts them all. */
  faults: Fault[];
  faultCount: number;
}

/** Says one fault as a sentence for people. */
export function describeFault({ kind, seq, untilSeq, line }: Fault): string {
  const where = line === undefined ? "" : `Line ${line}: `;
  return where + sentences[kind](seq, untilSeq ?? seq);
}

const sentences: Record<FaultKind, (seq: number, untilSeq: number) => string> = {
  malformed: (seq) => `what stands where event ${seq} belongs is not an event as Slipway writes it.`,
  changed: (seq) => `Event ${seq} was changed: its content does not give its hash.`,
  unlinked: (seq) => `Event ${seq} does not follow from the event before it.`,
  missing: (seq, untilSeq) =>
    seq === untilSeq ? `Event ${seq} is missing.` : `Events ${seq} to ${untilSeq} are missing.`,
  outOfOrder: (seq) => `Event ${seq} stands where it does not belong.`,
  rewritten: (seq) => `Event ${seq} is not the one that was signed: the log was rewritten up to there.`,
  truncated: (seq, untilSeq) =>
    seq === untilSeq
      ? `The log ends too early: event ${seq} was cut off.`
      : `The log ends too early: events ${seq} to ${untilSeq} were cut off.`,
  excess: (seq) => `Event ${seq} stands behind the end of the log.`,
  headDiffers: (seq) => `The end that the log remembers is not its last event, ${seq}.`,
  cutUnproven: (seq) => `The log begins behind event ${seq}, and no signed checkpoint says that it was cut there.`,
  checkpointForged: (seq) => `The signature of the checkpoint of event ${seq} is wrong.`,
  checkpointUnknownKey: (seq) => `The checkpoint of event ${seq} was signed with a key that is not trusted.`,
  checkpointMissing: (seq) => `The checkpoint of event ${seq} was removed.`,
};
