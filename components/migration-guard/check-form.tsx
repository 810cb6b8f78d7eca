"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { CheckResult } from "#components/migration-guard/check-result.tsx";
import { checkMigration, type CheckWish, guardKeys, readApplied } from "#components/migration-guard/queries.ts";
import { ReasonDialog } from "#components/rollbacks/reason-dialog.tsx";
import { Button } from "#components/ui/button.tsx";
import { ChoiceCards } from "#components/ui/choice-cards.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Input, Textarea } from "#components/ui/input.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { TagsInput } from "#components/ui/tags-input.tsx";
import { useFormSubmit } from "#components/ui/use-form-submit.ts";
import type { CheckView, DatabaseView } from "#lib/migration-guard/view.ts";

const SOURCES = [
  { value: "sql", label: "The migration", help: "What it makes would be dropped." },
  { value: "downSql", label: "A script that undoes it", help: "It is taken at its word." },
] as const;
type Source = (typeof SOURCES)[number]["value"];

const PLACED = ["migrations", "sql", "downSql", "version"];

/** Asks whether migrations may be undone, and shows the answer below. */
export function CheckForm({ database }: { database: DatabaseView }) {
  const router = useRouter();
  const [migrations, setMigrations] = useState<string[]>([]);
  const [source, setSource] = useState<Source>("sql");
  const [text, setText] = useState("");
  const [version, setVersion] = useState("");
  const [answer, setAnswer] = useState<{ wish: CheckWish; check: CheckView } | null>(null);
  const [isForcing, setIsForcing] = useState(false);

  async function ask(wish: CheckWish) {
    const check = await checkMigration(database.id, wish);
    setAnswer({ wish, check });
    router.refresh();
  }
  const { onSubmit, isBusy, error, problemOf } = useFormSubmit(async () => {
    setAnswer(null);
    await ask({ migrations, [source]: text, ...(version.trim() !== "" && { version: version.trim() }) });
  });

  return (
    <Panel title="May a migration be undone?" bodyClassName="space-y-4 p-3">
      <form className="space-y-4" onSubmit={onSubmit}>
        <FormError error={error} placed={PLACED} title="It was not checked" />
        <div className="grid gap-4 sm:grid-cols-2">
          <MigrationsField
            databaseId={database.id}
            value={migrations}
            onChange={setMigrations}
            error={problemOf("migrations")}
          />
          <Field
            label="Brought by version"
            optional
            error={problemOf("version")}
            help="Then it counts only for rollbacks that pass this version."
          >
            <Input
              value={version}
              onChange={(event) => setVersion(event.target.value)}
              maxLength={200}
              spellCheck={false}
            />
          </Field>
        </div>
        <ChoiceCards legend="What is given" choices={SOURCES} value={source} onChange={setSource} />
        <Field
          label="SQL"
          error={problemOf(source)}
          help="It is read to see which tables and columns it is about. It is never run."
        >
          <Textarea
            rows={6}
            required
            maxLength={300_000}
            value={text}
            onChange={(event) => setText(event.target.value)}
            spellCheck={false}
            placeholder={source === "sql" ? "CREATE TABLE orders (…);" : "DROP TABLE orders;"}
            className="font-mono text-xs"
          />
        </Field>
        <Button type="submit" variant="primary" busy={isBusy}>
          Check
        </Button>
      </form>
      <div aria-live="polite">
        {answer && (
          <div className="space-y-3 border-t border-line pt-3">
            <CheckResult check={answer.check} />
            {answer.check.outcome === "refused" && (
              <Button variant="danger" onClick={() => setIsForcing(true)}>
                Undo it anyway
              </Button>
            )}
          </div>
        )}
      </div>
      {isForcing && answer && (
        <ReasonDialog
          onOpenChange={() => setIsForcing(false)}
          title="Undo it although something is lost?"
          confirmLabel="Allow it"
          onConfirm={(reason) => ask({ ...answer.wish, force: { reason } })}
        >
          {answer.check.summary} Slipway does not undo it: it keeps that you allow it, and why.
        </ReasonDialog>
      )}
    </Panel>
  );
}

type MigrationsFieldProps = {
  databaseId: string;
  value: string[];
  onChange: (value: string[]) => void;
  error: string | undefined;
};

/** Offers the migrations that the database lists. It is asked once somebody is about to name one. */
function MigrationsField({ databaseId, value, onChange, error }: MigrationsFieldProps) {
  const [isNaming, setIsNaming] = useState(false);
  const applied = useQuery({
    queryKey: guardKeys.applied(databaseId),
    queryFn: ({ signal }) => readApplied(databaseId, signal),
    enabled: isNaming,
    retry: false,
    staleTime: 60_000,
  });
  return (
    <Field label="Migrations" error={error} help="Their names. Several are undone together; Enter ends each.">
      <TagsInput
        value={value}
        onChange={onChange}
        onFocus={() => setIsNaming(true)}
        placeholder="20260101_add_orders"
        suggestions={applied.data?.items.map(({ name }) => name) ?? []}
      />
    </Field>
  );
}
