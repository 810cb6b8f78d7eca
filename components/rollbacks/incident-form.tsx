"use client";

import { useState } from "react";
import { saveIncident } from "#components/rollbacks/queries.ts";
import { DialogActions } from "#components/ui/dialog-actions.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Input, Textarea } from "#components/ui/input.tsx";
import { useFormSubmit } from "#components/ui/use-form-submit.ts";
import type { IncidentView } from "#lib/rollbacks/incidents/view.ts";

type IncidentFormProps = { incident: IncidentView; onDone: (saved: IncidentView) => void };

const PARTS = [
  { name: "summary", label: "What happened" },
  { name: "cause", label: "Cause" },
  { name: "actions", label: "Actions" },
] as const;

/** What people write in the place of what is generated. A part that is left as it was stays generated. */
export function IncidentForm({ incident, onDone }: IncidentFormProps) {
  const [title, setTitle] = useState(incident.title);
  const [parts, setParts] = useState({
    summary: incident.summary,
    cause: incident.cause,
    actions: incident.actions,
  });
  const { onSubmit, isBusy, error, problemOf } = useFormSubmit(async () => {
    const changed = PARTS.filter(({ name }) => parts[name] !== incident[name]);
    const written = changed.map(({ name }) => [name, parts[name].trim() === "" ? null : parts[name]] as const);
    onDone(await saveIncident(incident, { title, ...Object.fromEntries(written) }));
  });
  return (
    <form className="space-y-4" onSubmit={onSubmit}>
      <FormError error={error} placed={["title", "summary", "cause", "actions"]} title="It was not saved" />
      <Field label="Title" error={problemOf("title")}>
        <Input value={title} required maxLength={200} onChange={(event) => setTitle(event.target.value)} />
      </Field>
      {PARTS.map(({ name, label }) => (
        <Field
          key={name}
          label={label}
          error={problemOf(name)}
          help="Markdown. Left empty: written from the log again."
        >
          <Textarea
            rows={5}
            maxLength={20_000}
            value={parts[name]}
            onChange={(event) => setParts({ ...parts, [name]: event.target.value })}
          />
        </Field>
      ))}
      <DialogActions submit="Save" busy={isBusy} />
    </form>
  );
}
