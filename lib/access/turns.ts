export interface Turns {
  atOnceMax: number;
  waitingMax: number;
  /** What is thrown at whoever comes when so many wait already. */
  refuse: () => Error;
}

/** Lets so much work be done at once and no more; what comes then waits for its turn, in the order in which it came. */
export function takeTurns({
  atOnceMax,
  waitingMax,
  refuse,
}: Turns): <Result>(work: () => Promise<Result>) => Promise<Result> {
  let working = 0;
  const waiting: (() => void)[] = [];

  return async (work) => {
    if (working < atOnceMax) working += 1;
    else if (waiting.length < waitingMax) await new Promise<void>((resolve) => waiting.push(resolve));
    else throw refuse();
    try {
      return await work();
    } finally {
      // Who waits takes over the place, so that nobody who comes just now can slip in between.
      const next = waiting.shift();
      if (next) next();
      else working -= 1;
    }
  };
}
