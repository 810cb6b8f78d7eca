"use client";

import { useState } from "react";
import { api } from "#components/api.ts";
import { formatNames } from "#components/webhooks/looks.tsx";
import { DialogActions } from "#components/ui/dialog-actions.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { useFormSubmit } from "#components/ui/use-form-submit.ts";
import type { WebhookFormat } from "#lib/intake/rules/push.ts";
import type { NewSourceView, SourceView } from "#lib/intake/view-sources.ts";

export type SourceFormat = WebhookFormat | "any";

const PLACED = ["name", "format", "registryHost", "repositoryPrefix"];

type SourceFormProps =
  | { source?: undefined; onDone: (source: NewSourceView) => void }
  | { source: SourceView; onDone: (source: SourceView) => void };

/** Makes a source, or changes the given one. */
export function SourceForm({ source, onDone }: SourceFormProps) {
  const [name, setName] = useState(source?.name ?? "");
  const [format, setFormat] = useState<string>(source?.format ?? "dockerHub");
  const [registryHost, setRegistryHost] = useState(source?.registryHost ?? "");
  const [repositoryPrefix, setRepositoryPrefix] = useState(source?.repositoryPrefix ?? "");

  const { onSubmit, isBusy, error, problemOf } = useFormSubmit(async () => {
    const fields = { name, format };
    if (source) {
      const body = { ...fields, registryHost: registryHost || null, repositoryPrefix: repositoryPrefix || null };
      onDone(await api<SourceView>(`/api/v1/webhooks/sources/${source.id}`, { method: "PATCH", body }));
    } else {
      const body = { ...fields, ...(registryHost && { registryHost }), ...(repositoryPrefix && { repositoryPrefix }) };
      onDone(await api<NewSourceView>("/api/v1/webhooks/sources", { method: "POST", body }));
    }
  });

  return (
    <form className="space-y-4" onSubmit={onSubmit}>
      <FormError error={error} placed={PLACED} title="The source was not saved" />
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Sender" error={problemOf("format")}>
          <Select
            value={format}
            onChange={(event) => setFormat(event.target.value)}
            options={Object.entries(formatNames).map(([value, label]) => ({ value, label }))}
          />
        </Field>
        <Field label="Name" error={problemOf("name")}>
          <Input
            value={name}
            onChange={(event) => setName(event.target.value)}
            required
            maxLength={100}
            placeholder="Docker Hub, acme"
          />
        </Field>
      </div>
      <Field
        label="Registry host"
        optional
        error={problemOf("registryHost")}
        help="As it stands in image names, where the sender’s own idea of its name is not dependable."
      >
        <Input
          value={registryHost}
          onChange={(event) => setRegistryHost(event.target.value)}
          placeholder="registry.example.com:5000"
          spellCheck={false}
          className="font-mono text-xs"
        />
      </Field>
      <Field
        label="Repository prefix"
        optional
        error={problemOf("repositoryPrefix")}
        help="What clients write before the name in the body. For JFrog it replaces the Artifactory repository."
      >
        <Input
          value={repositoryPrefix}
          onChange={(event) => setRepositoryPrefix(event.target.value)}
          spellCheck={false}
          className="font-mono text-xs"
        />
      </Field>
      <DialogActions submit={source ? "Save" : "Make the source"} busy={isBusy} />
    </form>
  );
}
