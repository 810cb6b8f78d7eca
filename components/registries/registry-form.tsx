"use client";

import { useState } from "react";
import { api } from "#components/api.ts";
import { DialogActions } from "#components/ui/dialog-actions.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Input } from "#components/ui/input.tsx";
import { Switch } from "#components/ui/switch.tsx";
import { useFormSubmit } from "#components/ui/use-form-submit.ts";
import type { RegistryView } from "#lib/intake/view-registries.ts";

const PATH = "/api/v1/registries";

/** Names a registry and the credentials for it. A kept password is never shown; a new one takes its place. */
export function RegistryForm({ registry, onDone }: { registry?: RegistryView; onDone: () => void }) {
  const [host, setHost] = useState(registry?.host ?? "");
  const [hasCredentials, setHasCredentials] = useState(registry ? registry.hasPassword : true);
  const [username, setUsername] = useState(registry?.username ?? "");
  const [password, setPassword] = useState("");

  const { onSubmit, isBusy, error, problemOf } = useFormSubmit(async () => {
    const credentials = hasCredentials ? { username, password } : null;
    if (registry) {
      const body = credentials ?? { username: null, password: null };
      await api(`${PATH}/${registry.id}`, { method: "PATCH", body });
    } else {
      await api(PATH, { method: "POST", body: { host, ...credentials } });
    }
    onDone();
  });

  return (
    <form className="space-y-4" onSubmit={onSubmit}>
      <FormError error={error} placed={["host", "username", "password"]} title="The registry was not saved" />
      {!registry && (
        <Field
          label="Host"
          error={problemOf("host")}
          help="As it stands in image names: docker.io, ghcr.io, registry.example.com:5000."
        >
          <Input
            value={host}
            onChange={(event) => setHost(event.target.value)}
            required
            maxLength={255}
            placeholder="ghcr.io"
            spellCheck={false}
            className="font-mono text-xs"
          />
        </Field>
      )}
      <Switch
        checked={hasCredentials}
        onCheckedChange={setHasCredentials}
        label="Use credentials"
        help={hasCredentials ? undefined : "The registry is asked anonymously, as public images allow."}
      />
      {hasCredentials && (
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="User name" error={problemOf("username")}>
            <Input
              value={username}
              onChange={(event) => setUsername(event.target.value)}
              required
              maxLength={200}
              autoComplete="off"
              spellCheck={false}
            />
          </Field>
          <Field
            label="Password or token"
            error={problemOf("password")}
            help={
              registry?.hasPassword
                ? "Enter it anew: the kept one is not shown."
                : "Kept encrypted; reading is all it must allow."
            }
          >
            <Input
              type="password"
              value={password}
              onChange={(event) => setPassword(event.target.value)}
              required
              autoComplete="new-password"
            />
          </Field>
        </div>
      )}
      <DialogActions submit={registry ? "Save credentials" : "Add the registry"} busy={isBusy} />
    </form>
  );
}
