import type { Checkpoint } from "#lib/events/audit/checkpoint.ts";
import { linkOf, type StoredEvent } from "#lib/events/audit/line.ts";
import { trustedKeysOf } from "#lib/events/audit/keys.ts";
import { findCheckpoint, readChain, readChainState, readCheckpoints } from "#lib/events/audit/store-audit.ts";
import { ChainWalk, type Place } from "#lib/events/audit/walk.ts";
import type { Verdict } from "#lib/events/rules/verdict.ts";
import type { Queryable } from "#lib/database/client.ts";
import type { Config } from "#lib/kernel/config.ts";

const PAGE = 2_000;

export interface Progress {
  checked: number;
  total: number;
}

export interface LogCheck {
  onProgress?: (progress: Progress) => void;
  /** Ends the check with an AbortError. */
  signal?: AbortSignal;
}

interface Reader {
  db: Queryable;
  config: Config;
}

/**
 * Checks the log in the database up to where it ended at the beginning, beside everything else that happens: against
 * its own hashes, its remembered end, and all checkpoints that are kept there. Whoever may write to the database could
 * have removed those, so that only one kept elsewhere proves more.
 */
export async function verifyLog({ db, config }: Reader, { onProgress, signal }: LogCheck = {}): Promise<Verdict> {
  const state = await readChainState(db);
  // Read behind the end: a checkpoint of which the log tells before it must be among them.
  const checkpoints = await readCheckpoints(db);
  const { head: headSince } = await readChainState(db);
  const kept = new Set(checkpoints.map(({ seq }) => seq));
  const isNew = ({ seq }: Checkpoint) => seq > state.head.seq && seq <= headSince.seq;
  const asked = checkpoints.filter((checkpoint) => checkpoint.seq >= state.cut.seq && !isNew(checkpoint));
  const walk = new ChainWalk(state.cut, asked, trustedKeysOf(config));
  const total = state.head.seq - state.cut.seq;
  await walkAlong(db, walk, { untilSeq: state.head.seq, signal }, (events) => {
    for (const event of events) {
      const seq = toldCheckpoint(event);
      if (seq !== null && !kept.has(seq)) walk.note("checkpointMissing", seq);
    }
    onProgress?.({ checked: walk.seq - state.cut.seq, total });
  });
  noteEnd(walk, state);
  return walk.finish();
}

/** Checks only what stands between two places, of which the first is believed. */
export async function verifyRange(
  db: Queryable,
  { from, until }: { from: Place; until: Place },
): Promise<Pick<Verdict, "isSound" | "faults">> {
  const walk = ChainWalk.from(from);
  await walkAlong(db, walk, { untilSeq: until.seq }, () => undefined);
  noteEnd(walk, { head: until, lastSeq: until.seq });
  return walk.finish();
}

async function walkAlong(
  db: Queryable,
  walk: ChainWalk,
  { untilSeq, signal }: { untilSeq: number; signal?: AbortSignal },
  onPage: (events: readonly StoredEvent[]) => void,
): Promise<void> {
  const read = (afterSeq: number) => readChain(db, { afterSeq, untilSeq, limit: PAGE });
  let next = read(walk.seq);
  for (;;) {
    const { cut, events } = await next;
    signal?.throwIfAborted();
    const last = events.at(-1);
    // Retention was faster: what is gone was checked before it was cut off.
    if (cut.seq > walk.seq) {
      walk.skipTo(cut, await findCheckpoint(db, cut.seq));
      next = read(cut.seq);
    } else if (last) {
      // The database gathers the next page while this one is checked here.
      next = read(last.seq);
      for (const event of events) walk.step(linkOf(event));
      onPage(events);
    } else {
      return;
    }
  }
}

function noteEnd(walk: ChainWalk, { head, lastSeq }: { head: Place; lastSeq: number }): void {
  if (walk.seq < head.seq) walk.note("truncated", walk.seq + 1, head.seq);
  else if (walk.hash !== head.hash) walk.note("headDiffers", walk.seq);
  if (lastSeq > head.seq) walk.note("excess", lastSeq);
}

/** Each signing is itself an event, so that a removed checkpoint leaves a trace in the chain. */
function toldCheckpoint(event: StoredEvent): number | null {
  if (event.type !== "audit_checkpoint_signed") return null;
  const { seq } = event.data as { seq?: unknown };
  return typeof seq === "number" ? seq : null;
}
