/** Goes along the chain, link by link, and notes what does not fit. */
import { GENESIS_HASH } from "#lib/events/chain.ts";
import { judgeCheckpoint, type Checkpoint } from "#lib/events/audit/checkpoint.ts";
import type { TrustedKeys } from "#lib/events/audit/keys.ts";
import type { Link } from "#lib/events/audit/line.ts";
import type { Fault, FaultKind, Verdict } from "#lib/events/rules/verdict.ts";

/** One tampering can leave a fault at each event behind it; the first ones tell the story. */
const FAULTS_TOLD = 20;

export const GENESIS = { seq: 0, hash: GENESIS_HASH.toString("hex") };

/** A place in the chain. */
export interface Place {
  seq: number;
  hash: string;
}

export class ChainWalk {
  readonly #checkpoints = new Map<number, Checkpoint>();
  /** The furthest that a checkpoint vouches for. */
  #signedSeq = 0;
  /** Null where the caller has proofs of its own for where the walk begins. */
  #trusted: TrustedKeys | null;
  readonly #faults: Fault[] = [];
  #faultCount = 0;
  #events = 0;
  #firstSeq: number | null = null;
  /** Where the walk stands. Null before it knows where the log begins. */
  #at: Place | null;
  #checkpointsMet = 0;
  #provenSeq: number | null = null;
  #line: number | undefined;

  /** Begins behind a place, or, where that is null, wherever the first link says that it begins. */
  constructor(start: Place | null, checkpoints: Iterable<Checkpoint>, trusted: TrustedKeys) {
    this.#at = null;
    this.#trusted = trusted;
    for (const checkpoint of checkpoints) this.#add(checkpoint, trusted);
    if (start) this.#begin(start);
  }

  /** A walk from a place that needs no proof, because the caller has one. */
  static from(place: Place): ChainWalk {
    const walk = new ChainWalk(null, [], new Map());
    walk.#at = place;
    walk.#trusted = null;
    return walk;
  }

  get seq(): number {
    return this.#at?.seq ?? 0;
  }

  get hash(): string {
    return this.#at?.hash ?? GENESIS.hash;
  }

  /** Takes the next link; null stands for one that cannot be read. */
  step(link: Link | null, line?: number): void {
    this.#line = line;
    if (link === null) {
      this.#note("malformed", this.seq + 1);
      return;
    }
    const at = this.#at ?? this.#begin({ seq: link.seq - 1, hash: link.previousHash });
    if (link.seq !== at.seq + 1) this.#noteJump(at.seq, link.seq);
    else if (link.previousHash !== at.hash) this.#note("unlinked", link.seq);
    if (link.computedHash !== link.hash) this.#note("changed", link.seq);
    this.#events++;
    this.#firstSeq ??= link.seq;
    this.#at = { seq: link.seq, hash: link.hash };
    this.#meet(this.#at);
  }

  /** Retention cut the log off behind this place while the walk was under way: it goes on from there, if that is signed. */
  skipTo(place: Place, proof: Checkpoint | null): void {
    if (proof && this.#trusted && !this.#checkpoints.has(proof.seq)) this.#add(proof, this.#trusted);
    this.#begin(place);
  }

  note(kind: FaultKind, seq: number, untilSeq?: number): void {
    this.#line = undefined;
    this.#note(kind, seq, untilSeq);
  }

  /** Ends the walk. What a checkpoint vouches for behind the last event was cut off. */
  finish(): Verdict {
    this.#line = undefined;
    if (this.#signedSeq > this.seq) this.#note("truncated", this.seq + 1, this.#signedSeq);
    return {
      isSound: this.#faultCount === 0,
      events: this.#events,
      firstSeq: this.#firstSeq,
      lastSeq: this.#at?.seq ?? null,
      lastHash: this.#at?.hash ?? null,
      provenSeq: this.#provenSeq,
      checkpoints: this.#checkpointsMet,
      faults: this.#faults,
      faultCount: this.#faultCount,
    };
  }

  #add(checkpoint: Checkpoint, trusted: TrustedKeys): void {
    const { seq, hash } = checkpoint;
    const judgement = judgeCheckpoint(trusted, checkpoint);
    if (judgement === "forged") this.#note("checkpointForged", seq);
    else if (judgement === "unknownKey") this.#note("checkpointUnknownKey", seq);
    else {
      // Two signatures for two pasts: whatever the log says now, one of them was rewritten.
      if ((this.#checkpoints.get(seq)?.hash ?? hash) !== hash) this.#note("rewritten", seq);
      this.#checkpoints.set(seq, checkpoint);
      this.#signedSeq = Math.max(this.#signedSeq, seq);
    }
  }

  /** A log that does not begin with its first event was cut, which only a signature can prove. */
  #begin(place: Place): Place {
    const isCut = place.seq !== GENESIS.seq || place.hash !== GENESIS.hash;
    if (isCut && this.#trusted && !this.#checkpoints.has(place.seq)) this.#note("cutUnproven", place.seq);
    this.#at = place;
    this.#meet(place);
    return place;
  }

  #meet({ seq, hash }: Place): void {
    const checkpoint = this.#checkpoints.get(seq);
    if (!checkpoint) return;
    this.#checkpointsMet++;
    if (checkpoint.hash !== hash) this.#note("rewritten", seq);
    else if (this.#faultCount === 0) this.#provenSeq = seq;
  }

  #noteJump(from: number, to: number): void {
    if (to > from) this.#note("missing", from + 1, to - 1);
    else this.#note("outOfOrder", to);
  }

  #note(kind: FaultKind, seq: number, untilSeq?: number): void {
    this.#faultCount++;
    if (this.#faults.length >= FAULTS_TOLD) return;
    this.#faults.push({
      kind,
      seq,
      ...(untilSeq !== undefined && { untilSeq }),
      ...(this.#line !== undefined && { line: this.#line }),
    });
  }
}
