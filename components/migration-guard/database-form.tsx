"use client";

import { useState } from "react";
import { createDatabase, updateDatabase } from "#components/migration-guard/queries.ts";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { DialogActions } from "#components/ui/dialog-actions.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Input } from "#components/ui/input.tsx";
import { TagsInput } from "#components/ui/tags-input.tsx";
import { useFormSubmit } from "#components/ui/use-form-submit.ts";
import type { DatabaseView } from "#lib/migration-guard/view.ts";

type DatabaseFormProps = { productId: string; database?: DatabaseView; onDone: (saved: DatabaseView) => void };

/** Names a database and how it is reached. How a kept one is reached is never shown; a new address takes its place. */
export function DatabaseForm({ productId, database, onDone }: DatabaseFormProps) {
  const [name, setName] = useState(database?.name ?? "");
  const [connection, setConnection] = useState("");
  const [schemas, setSchemas] = useState<string[]>(database?.schemas ?? []);
  const [allowWritable, setAllowWritable] = useState(database?.allowWritable ?? false);
  const { onSubmit, isBusy, error, problemOf } = useFormSubmit(async () => {
    const fields = { name, schemas, allowWritable };
    if (database === undefined) onDone(await createDatabase(productId, { ...fields, connection }));
    else onDone(await updateDatabase(database.id, { ...fields, ...(connection.trim() !== "" && { connection }) }));
  });
  return (
    <form className="space-y-4" onSubmit={onSubmit}>
      <FormError error={error} placed={["name", "connection"]} title="The database was not saved" />
      <Field label="Name" error={problemOf("name")} help="As people call it here, such as main.">
        <Input value={name} onChange={(event) => setName(event.target.value)} required maxLength={100} />
      </Field>
      <Field
        label="Connection string"
        optional={database !== undefined}
        error={problemOf("connection")}
        help={
          database === undefined
            ? "Of a role that may only read. Kept encrypted, and never shown again."
            : `Now ${database.address}. Left empty it stays; a new one is given with its password.`
        }
      >
        <Input
          type="password"
          value={connection}
          onChange={(event) => setConnection(event.target.value)}
          required={database === undefined}
          maxLength={2000}
          autoComplete="off"
          placeholder="postgres://reader:password@db.example.com:5432/shop"
          className="font-mono text-xs"
        />
      </Field>
      <Field
        label="Schemas"
        optional
        error={problemOf("schemas")}
        help="Where tables without a schema are looked up, in this order. Left empty: public, then the only one there is."
      >
        <TagsInput value={schemas} onChange={setSchemas} placeholder="public" />
      </Field>
      <Checkbox
        label="Take a role that may write, too"
        help="Slipway only reads. Still, whoever gets hold of this address could do more."
        checked={allowWritable}
        onChange={(event) => setAllowWritable(event.target.checked)}
      />
      <DialogActions submit={database === undefined ? "Add the database" : "Save"} busy={isBusy} />
    </form>
  );
}
