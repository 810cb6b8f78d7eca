"use client";

import { DialogActions } from "#components/ui/dialog-actions.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Input } from "#components/ui/input.tsx";
import { useFormSubmit } from "#components/ui/use-form-submit.ts";

type CodeFormProps = { submit: string; onCode: (code: string) => Promise<unknown>; danger?: boolean };

/** Asks for a code of the authenticator app, or a recovery code. */
export function CodeForm({ submit, onCode, danger = false }: CodeFormProps) {
  const { onSubmit, isBusy, error, problemOf } = useFormSubmit((form) => {
    const code = form.get("code");
    return onCode(typeof code === "string" ? code : "");
  });
  return (
    <form className="space-y-4" onSubmit={onSubmit}>
      <FormError error={error} placed={["code"]} title="The code was not accepted" />
      <Field label="Code" error={problemOf("code")} help="Of your app, or a recovery code.">
        <Input
          name="code"
          autoComplete="one-time-code"
          spellCheck={false}
          required
          minLength={6}
          maxLength={40}
          className="h-9 font-mono tracking-widest"
        />
      </Field>
      <DialogActions submit={submit} busy={isBusy} danger={danger} />
    </form>
  );
}
