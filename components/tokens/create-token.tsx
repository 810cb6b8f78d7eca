"use client";

import { Plus } from "lucide-react";
import { useState } from "react";
import { api } from "#components/api.ts";
import { ScopePicker } from "#components/tokens/scope-picker.tsx";
import { Button } from "#components/ui/button.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { DialogActions } from "#components/ui/dialog-actions.tsx";
import { DialogDone } from "#components/ui/dialog-done.tsx";
import { expiryOptions, expiryTime } from "#components/ui/expiry.ts";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Input } from "#components/ui/input.tsx";
import { useOrigin } from "#components/ui/origin.ts";
import { Secret } from "#components/ui/secret.tsx";
import { Select } from "#components/ui/select.tsx";
import { TickList } from "#components/ui/tick-list.tsx";
import { useFormSubmit } from "#components/ui/use-form-submit.ts";
import { useShownOnce } from "#components/ui/use-shown-once.ts";
import type { TokenView } from "#lib/access/view.ts";

type NewToken = TokenView & { token: string };

/** Makes an API token and shows it, this once. */
export function CreateToken({ products, accounts }: Owners) {
  const { made, setMade, dialog } = useShownOnce<NewToken>();

  return (
    <Dialog
      {...dialog}
      title={made ? `The token ${made.name} is made` : "Make an API token"}
      description={made ? undefined : "For programs: continuous integration, scripts, monitoring."}
      trigger={
        <Button variant="primary">
          <Plus aria-hidden />
          Make a token
        </Button>
      }
    >
      {made ? <Made token={made} /> : <TokenForm products={products} accounts={accounts} onDone={setMade} />}
    </Dialog>
  );
}

type Named = { id: string; name: string };
/** What a token can be limited to, and whom it can belong to. */
type Owners = { products: readonly Named[]; accounts: readonly Named[] };

function TokenForm({ products, accounts, onDone }: Owners & { onDone: (token: NewToken) => void }) {
  const [productIds, setProductIds] = useState<string[]>([]);
  const [serviceAccountId, setServiceAccountId] = useState("");
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<string[]>(["viewer"]);
  const [expiry, setExpiry] = useState("90");
  const { onSubmit, isBusy, error, problemOf } = useFormSubmit(async () => {
    const owner = serviceAccountId === "" ? {} : { serviceAccountId };
    const body = { name, scopes, expiresAt: expiryTime(expiry), productIds, ...owner };
    onDone(await api<NewToken>("/api/v1/tokens", { method: "POST", body }));
  });

  return (
    <form className="space-y-4" onSubmit={onSubmit}>
      <FormError error={error} placed={["name", "scopes", "expiresAt"]} title="The token was not made" />
      <div className="grid gap-4 sm:grid-cols-[minmax(0,1fr)_9rem]">
        <Field label="Name" error={problemOf("name")} help="What uses it.">
          <Input
            value={name}
            onChange={(event) => setName(event.target.value)}
            required
            maxLength={120}
            placeholder="ci"
          />
        </Field>
        <Field label="Ends" error={problemOf("expiresAt")}>
          <Select value={expiry} onChange={(event) => setExpiry(event.target.value)} options={expiryOptions} />
        </Field>
      </div>
      <ScopePicker value={scopes} onChange={setScopes} error={problemOf("scopes")} />
      {accounts.length > 0 && (
        <Field label="Belongs to" error={problemOf("serviceAccountId")} help="Its role and teams bound the token.">
          <Select
            value={serviceAccountId}
            onChange={(event) => setServiceAccountId(event.target.value)}
            options={[{ value: "", label: "Nobody" }, ...accounts.map(({ id, name: label }) => ({ value: id, label }))]}
          />
        </Field>
      )}
      <TickList
        legend="Only for these products; for all where none is ticked"
        choices={products}
        value={productIds}
        onChange={setProductIds}
      />
      <DialogActions submit="Make the token" busy={isBusy} disabled={scopes.length === 0} />
    </form>
  );
}

function Made({ token }: { token: NewToken }) {
  const origin = useOrigin();
  return (
    <div className="space-y-4">
      <Secret secret={token.token} label="API token" />
      <CodeBlock
        label="Try it"
        code={`curl -H "Authorization: Bearer ${token.token}" \\\n  ${origin}/api/v1/me`}
        wrap
      />
      <DialogDone />
    </div>
  );
}
