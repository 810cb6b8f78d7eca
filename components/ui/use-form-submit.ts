"use client";

import type { SubmitEvent } from "react";
import { type Submission, useSubmit } from "#components/ui/use-submit.ts";

type FormSubmission = Omit<Submission<[FormData]>, "submit"> & {
  onSubmit: (event: SubmitEvent<HTMLFormElement>) => void;
};

/** `useSubmit` for a form: `onSubmit` goes to the form, and what stands in its named fields to `run`. */
export function useFormSubmit(run: (fields: FormData) => Promise<unknown>): FormSubmission {
  const { submit, ...rest } = useSubmit(run);

  function onSubmit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    void submit(new FormData(event.currentTarget));
  }

  return { ...rest, onSubmit };
}
