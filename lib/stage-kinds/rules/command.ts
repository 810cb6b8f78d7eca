// What does the answer to a command mean?

/** Whether a command moves forward, is taken back, or is only tried out. */
export const directions = ["run", "back", "dryRun"] as const;
export type Direction = (typeof directions)[number];

/** How far a command came, as its stage keeps it. */
export interface CommandState {
  status: "waiting" | "done" | "failed";
  /** From 1; another one begins when it is told again after the other side had failed. */
  round: number;
  /** The stage's attempt in which it was told last. */
  attempt: number;
  at: string;
  progress?: number | null;
  message?: string;
}

export type AnswerVerdict =
  | { kind: "done" }
  | { kind: "awaited" }
  /** The other side will not do it however often it is asked, or (not final) may do it later. */
  | { kind: "refused"; reason: string; isFinal: boolean };

const REQUEST_TIMEOUT = 408;
const TOO_MANY_REQUESTS = 429;

/** Reads an answer's status. Redirects are not followed: whoever moved must be named anew. */
export function judgeAnswer(status: number, waitForCallback: boolean): AnswerVerdict {
  if (status === 202 && waitForCallback) return { kind: "awaited" };
  if (status >= 200 && status < 300) return { kind: "done" };
  if (status >= 300 && status < 400) {
    return { kind: "refused", reason: `answered ${status}, and redirects are not followed`, isFinal: true };
  }
  const mayPass = status >= 500 || status === REQUEST_TIMEOUT || status === TOO_MANY_REQUESTS || status < 200;
  return { kind: "refused", reason: `answered ${status}`, isFinal: !mayPass };
}

/** What the other side has said so far of one round. */
export interface CallbackReport {
  status: "running" | "succeeded" | "failed";
  progress: number | null;
  message: string;
}

/** Says which round an attempt belongs to: another attempt after the other side had failed is told as something new. */
export function chooseRound(
  previous: CommandState | null,
  attempt: number,
  reported: CallbackReport | null,
): { round: number; isTold: boolean } {
  if (previous === null) return { round: 1, isTold: false };
  if (previous.attempt === attempt) return { round: previous.round, isTold: true };
  return { round: reported?.status === "failed" ? previous.round + 1 : previous.round, isTold: false };
}
