"use client";

import { useState } from "react";
import { UpdateAnswerView } from "#components/updates/update-answer.tsx";
import { checkForUpdate } from "#components/updates/queries.ts";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { useFormSubmit } from "#components/ui/use-form-submit.ts";
import { DELTA_FORMATS } from "#lib/updates/rules/formats.ts";
import type { UpdateAnswer } from "#lib/updates/view.ts";

type TryCheckProps = { slug: string; channels: readonly string[]; currentVersion: string };

const PLACED = ["currentVersion", "channel", "platform", "arch", "clientId"];

/** Asks as a client would, and shows what it would be told. A client that is named is counted as told. */
export function TryCheck({ slug, channels, currentVersion }: TryCheckProps) {
  const [answer, setAnswer] = useState<UpdateAnswer | null>(null);
  const { onSubmit, isBusy, error, problemOf } = useFormSubmit(async (fields) => {
    setAnswer(null);
    const given = [...fields].filter(([, value]) => value !== "");
    setAnswer(await checkForUpdate({ productId: slug, formats: DELTA_FORMATS, ...Object.fromEntries(given) }));
  });
  return (
    <div className="space-y-3 p-3">
      <form onSubmit={onSubmit} className="space-y-3" aria-label="Try a check">
        <FormError error={error} placed={PLACED} title="The check was refused" />
        <div className="grid gap-3 sm:grid-cols-2">
          <Field label="Current version" error={problemOf("currentVersion")}>
            <Input name="currentVersion" required defaultValue={currentVersion} spellCheck={false} />
          </Field>
          <Field label="Channel" error={problemOf("channel")}>
            <Select name="channel" options={channels.map((name) => ({ value: name, label: name }))} />
          </Field>
          <Field label="Platform" optional error={problemOf("platform")}>
            <Input name="platform" placeholder="linux" spellCheck={false} autoCapitalize="off" />
          </Field>
          <Field label="Architecture" optional error={problemOf("arch")}>
            <Input name="arch" placeholder="x64" spellCheck={false} autoCapitalize="off" />
          </Field>
          <Field
            label="Client id"
            optional
            error={problemOf("clientId")}
            help="Decides whether it is inside a share. It is counted as told."
          >
            <Input name="clientId" spellCheck={false} autoCapitalize="off" />
          </Field>
        </div>
        <Button type="submit" busy={isBusy}>
          Ask
        </Button>
      </form>
      <div aria-live="polite">{answer && <UpdateAnswerView answer={answer} />}</div>
    </div>
  );
}
