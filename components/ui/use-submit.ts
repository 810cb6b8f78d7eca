"use client";

import { useState } from "react";
import { ApiError } from "#components/api.ts";

export type Submission<Arguments extends unknown[]> = {
  submit: (...given: Arguments) => Promise<void>;
  isBusy: boolean;
  error: unknown;
  /** What the server says about one field, by its path in the input. */
  problemOf: (path: string) => string | undefined;
  clear: () => void;
};

/** Carries out what a form or button asks for: once at a time, keeping what went wrong until the next try. */
export function useSubmit<Arguments extends unknown[]>(
  run: (...given: Arguments) => Promise<unknown>,
): Submission<Arguments> {
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  async function submit(...given: Arguments) {
    if (isBusy) return;
    setIsBusy(true);
    setError(null);
    try {
      await run(...given);
    } catch (caught) {
      setError(caught);
    } finally {
      setIsBusy(false);
    }
  }

  return {
    submit,
    isBusy,
    error,
    problemOf: (path) => (error instanceof ApiError ? error.problemOf(path) : undefined),
    clear: () => setError(null),
  };
}
