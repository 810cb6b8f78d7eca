"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { changeTeam, createTeam } from "#components/access/queries.ts";
import { DialogActions } from "#components/ui/dialog-actions.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Input, Textarea } from "#components/ui/input.tsx";
import { TickList } from "#components/ui/tick-list.tsx";
import { useFormSubmit } from "#components/ui/use-form-submit.ts";
import type { TeamView } from "#lib/access/view.ts";

export type Named = { id: string; name: string };
/** What can be given to a team. */
export type Places = { products: readonly Named[]; environments: readonly Named[] };

type TeamFormProps = { team?: TeamView; places: Places; onDone: () => void };

/** Names a team, and says which products and environments are its own. */
export function TeamForm({ team, places, onDone }: TeamFormProps) {
  const router = useRouter();
  const [name, setName] = useState(team?.name ?? "");
  const [slug, setSlug] = useState(team?.slug ?? "");
  const [description, setDescription] = useState(team?.description ?? "");
  const [productIds, setProductIds] = useState(idsOf(team?.products));
  const [environmentIds, setEnvironmentIds] = useState(idsOf(team?.environments));
  const { onSubmit, isBusy, error, problemOf } = useFormSubmit(async () => {
    const draft = { name, description, productIds, environmentIds };
    await (team ? changeTeam(team.id, draft) : createTeam({ ...draft, slug }));
    onDone();
    router.refresh();
  });

  return (
    <form className="space-y-4" onSubmit={onSubmit}>
      <FormError error={error} placed={["name", "slug", "description"]} title="The team was not saved" />
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Name" error={problemOf("name")}>
          <Input value={name} onChange={(event) => setName(event.target.value)} required maxLength={120} />
        </Field>
        {!team && (
          <Field label="Slug" error={problemOf("slug")} help="For addresses and scripts; it stays.">
            <Input
              value={slug}
              onChange={(event) => setSlug(event.target.value)}
              required
              pattern="[a-z0-9][a-z0-9\-]*"
              maxLength={63}
              spellCheck={false}
              className="font-mono text-xs"
            />
          </Field>
        )}
      </div>
      <Field label="Description" optional error={problemOf("description")}>
        <Textarea
          rows={2}
          value={description}
          onChange={(event) => setDescription(event.target.value)}
          maxLength={1000}
        />
      </Field>
      <TickList legend="Products" choices={places.products} value={productIds} onChange={setProductIds} />
      <TickList
        legend="Environments"
        choices={places.environments}
        value={environmentIds}
        onChange={setEnvironmentIds}
      />
      <DialogActions submit={team ? "Save" : "Make the team"} busy={isBusy} />
    </form>
  );
}

function idsOf(named: readonly { id: string }[] | undefined): string[] {
  return (named ?? []).map(({ id }) => id);
}
