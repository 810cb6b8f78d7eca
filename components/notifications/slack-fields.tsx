import type { ChannelPart } from "#components/notifications/channel-form.tsx";
import { ChoiceCards } from "#components/ui/choice-cards.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";

const CODE = { spellCheck: false, autoComplete: "off", className: "font-mono text-xs" } as const;
const KEPT = "Left empty, the kept one stays.";

export function SlackFields({ fields, set, problemOf, isNew }: ChannelPart) {
  return (
    <>
      <ChoiceCards
        legend="By"
        value={fields.mode}
        onChange={(mode) => set({ mode })}
        choices={[
          { value: "bot", label: "A bot", help: "With one thread for each rollout, deployment and plan." },
          { value: "incoming", label: "An incoming webhook", help: "Quick to make; every message stands alone." },
        ]}
      />
      {fields.mode === "bot" ? (
        <>
          <Field
            label="Channel"
            error={problemOf("settings.channel")}
            help="Its id, as under “Open channel details”. The bot must be a member."
          >
            <Input
              value={fields.channel}
              onChange={(event) => set({ channel: event.target.value })}
              required
              placeholder="C0123456789"
              {...CODE}
            />
          </Field>
          <Field
            label="Bot token"
            optional={!isNew}
            error={problemOf("secrets.token")}
            help={isNew ? "From “OAuth & Permissions”, with the scope chat:write." : KEPT}
          >
            <Input
              type="password"
              value={fields.token}
              onChange={(event) => set({ token: event.target.value })}
              required={isNew}
              placeholder={isNew ? "xoxb-…" : "kept"}
              autoComplete="new-password"
            />
          </Field>
          <Field label="API address" error={problemOf("settings.apiUrl")} help="Another one for GovSlack or a proxy.">
            <Input
              type="url"
              value={fields.apiUrl}
              onChange={(event) => set({ apiUrl: event.target.value })}
              {...CODE}
            />
          </Field>
        </>
      ) : (
        <Field
          label="Address of the incoming webhook"
          optional={!isNew}
          error={problemOf("secrets.incomingUrl")}
          help={isNew ? "Whoever knows it can write there: it is kept as a secret." : KEPT}
        >
          <Input
            type="password"
            value={fields.incomingUrl}
            onChange={(event) => set({ incomingUrl: event.target.value })}
            required={isNew}
            placeholder={isNew ? "https://hooks.slack.com/services/…" : "kept"}
            autoComplete="new-password"
          />
        </Field>
      )}
    </>
  );
}
