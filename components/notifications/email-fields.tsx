import type { ChannelPart } from "#components/notifications/channel-form.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { TagsInput } from "#components/ui/tags-input.tsx";

const ENCRYPTIONS = [
  { value: "starttls", label: "STARTTLS" },
  { value: "tls", label: "TLS" },
  { value: "none", label: "None" },
];

export function EmailFields({ fields, set, problemOf, isNew }: ChannelPart) {
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-[minmax(0,1fr)_5rem_8rem]">
        <Field
          label="Mail server"
          optional
          error={problemOf("settings.host")}
          help="Left empty, the server and login of SMTP_URL are used."
        >
          <Input
            value={fields.host}
            onChange={(event) => set({ host: event.target.value })}
            placeholder="smtp.example.com"
            spellCheck={false}
            className="font-mono text-xs"
          />
        </Field>
        <Field label="Port" error={problemOf("settings.port")}>
          <Input
            type="number"
            min={1}
            max={65_535}
            value={fields.port}
            onChange={(event) => set({ port: event.target.value })}
            required
          />
        </Field>
        <Field label="Encryption">
          <Select
            value={fields.encryption}
            onChange={(event) => set({ encryption: event.target.value })}
            options={ENCRYPTIONS}
          />
        </Field>
      </div>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="User" optional error={problemOf("settings.username")}>
          <Input
            value={fields.username}
            onChange={(event) => set({ username: event.target.value })}
            autoComplete="off"
          />
        </Field>
        <Field
          label="Password"
          optional
          error={problemOf("secrets.password")}
          help={isNew ? undefined : "Left empty, the kept one stays, unless the server is another one."}
        >
          <Input
            type="password"
            value={fields.password}
            onChange={(event) => set({ password: event.target.value })}
            placeholder={isNew ? undefined : "kept"}
            autoComplete="new-password"
          />
        </Field>
      </div>
      <Field label="From" error={problemOf("settings.from")}>
        <Input
          type="email"
          value={fields.from}
          onChange={(event) => set({ from: event.target.value })}
          required
          placeholder="slipway@example.com"
        />
      </Field>
      <Field label="To" error={problemOf("settings.to")} help="One or more addresses. Enter or a comma ends one.">
        <TagsInput value={fields.to} onChange={(to) => set({ to })} placeholder="team@example.com" />
      </Field>
    </>
  );
}
