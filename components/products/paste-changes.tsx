"use client";

import { useState } from "react";
import { ChangelogView } from "#components/products/changelog-view.tsx";
import { ImportFormatField } from "#components/products/import-format.tsx";
import { importChangelog, type ImportAnswer, type ImportFormat } from "#components/products/version-queries.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { countOf } from "#components/ui/format.ts";
import { Textarea } from "#components/ui/input.tsx";
import { useSubmit } from "#components/ui/use-submit.ts";
import type { ChangelogEntry } from "#lib/products/rules/changelog.ts";

type PasteChangesProps = {
  productId: string;
  onTaken: (entries: ChangelogEntry[]) => void;
  onClose: () => void;
};

/** Turns pasted commits, or the newest part of a changelog, into entries of the version that is being made. */
export function PasteChanges({ productId, onTaken, onClose }: PasteChangesProps) {
  const [format, setFormat] = useState<ImportFormat>("conventionalCommits");
  const [text, setText] = useState("");
  const [found, setFound] = useState<ImportAnswer | null>(null);
  const { submit, isBusy, error, problemOf } = useSubmit(async () => {
    setFound(await importChangelog({ productId, format, text }));
  });
  const entries = found === null ? [] : entriesOf(found);

  return (
    <Dialog
      open
      wide
      onOpenChange={onClose}
      title="Paste commits or a changelog"
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            Cancel
          </Button>
          <Button busy={isBusy} disabled={text.trim() === ""} onClick={() => void submit()}>
            Read it
          </Button>
          <Button variant="primary" disabled={entries.length === 0} onClick={() => onTaken(entries)}>
            Take over {countOf(entries.length, "change")}
          </Button>
        </>
      }
    >
      <div className="space-y-4">
        <FormError error={error} placed={["text"]} title="It was not read" />
        <ImportFormatField
          format={format}
          onChange={(chosen) => {
            setFormat(chosen);
            setFound(null);
          }}
        />
        <Field label="Text" error={problemOf("text")}>
          <Textarea
            rows={8}
            className="font-mono text-xs"
            spellCheck={false}
            value={text}
            onChange={({ target }) => {
              setText(target.value);
              setFound(null);
            }}
          />
        </Field>
        {found && (
          <section aria-label="What was found" className="space-y-3 rounded-md border border-line p-3">
            {entries.length === 0 && <p className="text-muted">Nothing in it concerns users.</p>}
            <ChangelogView entries={entries} />
            {found.leftOut.length > 0 && (
              <details>
                <summary className="text-muted">{countOf(found.leftOut.length, "commit")} left out</summary>
                <ul className="mt-1 space-y-1 text-xs">
                  {found.leftOut.map(({ header, reason }, index) => (
                    <li key={index}>
                      <code className="font-mono">{header}</code> <span className="text-muted">{reason}</span>
                    </li>
                  ))}
                </ul>
              </details>
            )}
          </section>
        )}
      </div>
    </Dialog>
  );
}

/** What is unreleased; of a file without such a part, its newest version. */
function entriesOf({ unreleased, versions }: ImportAnswer): ChangelogEntry[] {
  return unreleased.length > 0 ? unreleased : (versions[0]?.entries ?? []);
}
