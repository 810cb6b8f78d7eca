"use client";

import { useState } from "react";
import { bodyOf, fieldsOf, type ChannelFields } from "#components/notifications/channel-fields.ts";
import { EmailFields } from "#components/notifications/email-fields.tsx";
import { kindLooks } from "#components/notifications/looks.tsx";
import { createChannel, updateChannel } from "#components/notifications/queries.ts";
import { SlackFields } from "#components/notifications/slack-fields.tsx";
import { ChoiceCards } from "#components/ui/choice-cards.tsx";
import { DialogActions } from "#components/ui/dialog-actions.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Input } from "#components/ui/input.tsx";
import { useFormSubmit } from "#components/ui/use-form-submit.ts";
import { CHANNEL_KINDS } from "#lib/notifications/rules/channel.ts";
import type { ChannelView, NewChannelView } from "#lib/notifications/view.ts";

const PLACED = [
  "name",
  "settings.url",
  "settings.channel",
  "settings.apiUrl",
  "secrets.token",
  "secrets.incomingUrl",
  "settings.host",
  "settings.port",
  "settings.username",
  "settings.from",
  "settings.to",
  "secrets.password",
];

type ChannelFormProps = { channel?: ChannelView; onDone: (channel: ChannelView | NewChannelView) => void };

/** Names a place where messages go, or changes one. Kept secrets are never shown; new ones take their place. */
export function ChannelForm({ channel, onDone }: ChannelFormProps) {
  const [fields, setFields] = useState(() => fieldsOf(channel));
  const set = (change: Partial<ChannelFields>) => setFields((before) => ({ ...before, ...change }));
  const { onSubmit, isBusy, error, problemOf } = useFormSubmit(async () => {
    const body = bodyOf(fields);
    onDone(channel ? await updateChannel(channel.id, body) : await createChannel({ ...body, kind: fields.kind }));
  });
  const parts = { fields, set, problemOf, isNew: channel === undefined };

  return (
    <form className="space-y-4" onSubmit={onSubmit}>
      <FormError error={error} placed={PLACED} title="The channel was not saved" />
      {!channel && (
        <ChoiceCards
          legend="Where to"
          className="sm:grid-cols-3"
          value={fields.kind}
          onChange={(kind) => set({ kind })}
          choices={CHANNEL_KINDS.map((kind) => ({ value: kind, ...kindLooks[kind] }))}
        />
      )}
      <Field label="Name" error={problemOf("name")} help="As people here call it.">
        <Input
          value={fields.name}
          onChange={(event) => set({ name: event.target.value })}
          required
          maxLength={100}
          placeholder="Releases"
        />
      </Field>
      {fields.kind === "slack" && <SlackFields {...parts} />}
      {fields.kind === "email" && <EmailFields {...parts} />}
      {fields.kind === "webhook" && (
        <Field
          label="Address"
          error={problemOf("settings.url")}
          help="Messages are signed as Standard Webhooks say. The secret is shown once the channel is made."
        >
          <Input
            type="url"
            value={fields.url}
            onChange={(event) => set({ url: event.target.value })}
            required
            placeholder="https://example.com/hooks/slipway"
            spellCheck={false}
            className="font-mono text-xs"
          />
        </Field>
      )}
      <DialogActions submit={channel ? "Save the channel" : "Add the channel"} busy={isBusy} />
    </form>
  );
}

/** What the fields of each kind get. */
export type ChannelPart = {
  fields: ChannelFields;
  set: (change: Partial<ChannelFields>) => void;
  problemOf: (path: string) => string | undefined;
  isNew: boolean;
};
