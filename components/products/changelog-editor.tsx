"use client";

import { ArrowDown, ArrowUp, Plus, Trash2 } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { FieldError } from "#components/ui/field.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Input, Textarea } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { CHANGE_TYPES, type ChangelogEntry, changeTypeTitles, type ChangeType } from "#lib/products/rules/changelog.ts";

type ChangelogEditorProps = {
  entries: readonly ChangelogEntry[];
  onChange: (entries: ChangelogEntry[]) => void;
  /** What the server says about the field at a path of the input. */
  problemOf: (path: string) => string | undefined;
};

const types = CHANGE_TYPES.map((value) => ({ value, label: changeTypeTitles[value] }));

/** A list of changes, each with its kind, what it is about, and words. */
export function ChangelogEditor({ entries, onChange, problemOf }: ChangelogEditorProps) {
  const change = (index: number, entry: ChangelogEntry) => onChange(entries.with(index, entry));
  const move = (index: number, by: -1 | 1) => {
    const entry = entries[index];
    if (entry) onChange(entries.toSpliced(index, 1).toSpliced(index + by, 0, entry));
  };
  const add = () => onChange([...entries, { type: entries.at(-1)?.type ?? "added", description: "" }]);

  return (
    <fieldset className="space-y-2">
      <legend className="mb-1 font-medium">Changelog</legend>
      {entries.length === 0 && <p className="text-muted">Nothing is listed yet.</p>}
      <ol className="space-y-2">
        {entries.map((entry, index) => (
          <li key={index} className="space-y-2 rounded-md border border-line bg-sunken/50 p-2">
            <EntryHead
              entry={entry}
              number={index + 1}
              onChange={(changed) => change(index, changed)}
              actions={
                <>
                  <IconButton
                    icon={ArrowUp}
                    size="sm"
                    label={`Move change ${index + 1} up`}
                    disabled={index === 0}
                    onClick={() => move(index, -1)}
                  />
                  <IconButton
                    icon={ArrowDown}
                    size="sm"
                    label={`Move change ${index + 1} down`}
                    disabled={index === entries.length - 1}
                    onClick={() => move(index, 1)}
                  />
                  <IconButton
                    icon={Trash2}
                    size="sm"
                    label={`Remove change ${index + 1}`}
                    onClick={() => onChange(entries.toSpliced(index, 1))}
                  />
                </>
              }
            />
            <Textarea
              aria-label={`Change ${index + 1}`}
              aria-invalid={problemOf(`changelog.${index}.description`) !== undefined || undefined}
              rows={Math.min(6, entry.description.split("\n").length)}
              className="min-h-8"
              placeholder="What users should know, in Markdown"
              maxLength={5_000}
              value={entry.description}
              onChange={({ target }) => change(index, { ...entry, description: target.value })}
            />
            {problemOf(`changelog.${index}.description`) && (
              <FieldError>{problemOf(`changelog.${index}.description`)}</FieldError>
            )}
          </li>
        ))}
      </ol>
      <Button size="sm" onClick={add}>
        <Plus aria-hidden />
        Add a change
      </Button>
    </fieldset>
  );
}

type EntryHeadProps = {
  entry: ChangelogEntry;
  number: number;
  onChange: (entry: ChangelogEntry) => void;
  actions: ReactNode;
};

function EntryHead({ entry, number, onChange, actions }: EntryHeadProps) {
  const { scope: _scope, ...unscoped } = entry;
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Select
        aria-label={`Kind of change ${number}`}
        className="w-32"
        options={types}
        value={entry.type}
        onChange={({ target }) => onChange({ ...entry, type: target.value as ChangeType })}
      />
      <Input
        aria-label={`Scope of change ${number}`}
        className="w-32 max-sm:flex-1"
        placeholder="Scope"
        maxLength={200}
        value={entry.scope ?? ""}
        // Somebody in the middle of a list does not mean to send the form.
        onKeyDown={(event) => event.key === "Enter" && event.preventDefault()}
        onChange={({ target }) => onChange(target.value === "" ? unscoped : { ...entry, scope: target.value })}
      />
      <Checkbox
        label="Breaking"
        checked={entry.breaking ?? false}
        onChange={({ target }) => onChange({ ...entry, breaking: target.checked })}
      />
      <span className="ml-auto flex">{actions}</span>
    </div>
  );
}

/** Leaves out what was begun and not written. */
export function written(entries: readonly ChangelogEntry[]): ChangelogEntry[] {
  return entries.filter((entry) => entry.description.trim() !== "");
}
