/** What a stage brings forth: plain JSON, for later stages, for its way back, and for people. */
export type StageOutput = Record<string, unknown>;

/** One turn of one stage. A handler may be asked any number of times for the same attempt, and must not mind. */
export interface StageRun<Context, Name extends string = string> {
  machineId: string;
  stage: Name;
  /** From 1; of the way back counted apart. */
  attempt: number;
  /** The database's time. */
  now: Date;
  deadlineAt: Date | null;
  context: Readonly<Context>;
  /** What this stage said last, in an earlier turn or attempt; null at first. */
  output: StageOutput | null;
  /** What the stages that are completed brought forth. */
  outputOf(stage: Name): StageOutput | null;
  /** Aborted when the machine is cancelled, the time limit is over, or the process stops. */
  signal: AbortSignal;
}

export type StageOutcome<Context> =
  | { kind: "completed"; output?: StageOutput; context?: Partial<Context> }
  /**
   * Asked again at `until`, and at news; null: only news can change it. While `isPaused` says that somebody must first
   * resume what the stage watches, its time limit stands still.
   */
  | { kind: "waiting"; reason: string; until: Date | null; isPaused?: boolean; output?: StageOutput }
  /** What the stage watches was cancelled, so that the machine is cancelled too; on the way back it is a failure. */
  | { kind: "cancelled"; reason: string; output?: StageOutput }
  /** Tried again while there are attempts left, unless it is final. */
  | { kind: "failed"; reason: string; isFinal?: boolean; output?: StageOutput };

/**
 * What a stage does and how it is taken back. Handlers are idempotent: whoever was killed between the deed and the note
 * of it is asked again with the same attempt. Work of a second or more heeds the signal.
 */
export interface StageHandler<Context, Name extends string = string> {
  run(turn: StageRun<Context, Name>): Promise<StageOutcome<Context>>;
  /** Left out where there is nothing to take back. */
  rollBack?(turn: StageRun<Context, Name>): Promise<StageOutcome<Context>>;
  /**
   * A failure of its own may leave something behind, as a rollout does that failed half-way: such a stage is taken back
   * too, before those that were completed. One whose end nobody knows, because its time was over or it was cancelled in
   * the middle, is always taken back.
   */
  leavesTraces?: boolean;
}
