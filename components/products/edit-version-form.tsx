"use client";

import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { ChangelogEditor, written } from "#components/products/changelog-editor.tsx";
import { CompatibilityFields } from "#components/products/compatibility-fields.tsx";
import { NotesPreview } from "#components/products/notes-preview.tsx";
import { versionHref } from "#components/products/version-href.ts";
import { updateVersion } from "#components/products/version-queries.ts";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Textarea } from "#components/ui/input.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { useFormSubmit } from "#components/ui/use-form-submit.ts";
import { useUnsavedGuard } from "#components/ui/use-unsaved-guard.ts";
import type { VersionView } from "#lib/products/view.ts";

const PLACED = ["releaseNotes", "changelog"];

/** Mends what a version says of itself; its number and content stay. */
export function EditVersionForm({ slug, version }: { slug: string; version: VersionView }) {
  const router = useRouter();
  const [releaseNotes, setReleaseNotes] = useState(version.releaseNotes);
  const [entries, setEntries] = useState(version.changelog);
  const [isFloor, setIsFloor] = useState(version.isFloor);
  const [compatibility, setCompatibility] = useState(version.compatibility);
  const href = versionHref(slug, version.version);
  useUnsavedGuard(releaseNotes !== version.releaseNotes || entries !== version.changelog);

  const { onSubmit, isBusy, error, problemOf } = useFormSubmit(async () => {
    await updateVersion(version.id, { releaseNotes, changelog: written(entries), isFloor, compatibility });
    router.push(href);
    router.refresh();
  });

  return (
    <form onSubmit={onSubmit} className="grid items-start gap-4 lg:grid-cols-2">
      <div className="min-w-0 space-y-4">
        <FormError error={error} placed={PLACED} title="The version was not saved" />
        <Panel title="What has changed" bodyClassName="space-y-4 p-4">
          <ChangelogEditor entries={entries} onChange={setEntries} problemOf={problemOf} />
          <Field label="Release notes" optional error={problemOf("releaseNotes")} help="In Markdown.">
            <Textarea
              rows={12}
              maxLength={100_000}
              value={releaseNotes}
              onChange={({ target }) => setReleaseNotes(target.value)}
            />
          </Field>
        </Panel>
        <Panel title="Who may get it" bodyClassName="space-y-4 p-4">
          <Checkbox
            label="A minimum version"
            help="Nobody updates past it without having run it, for example because it moves data."
            checked={isFloor}
            onChange={({ target }) => setIsFloor(target.checked)}
          />
          <CompatibilityFields value={compatibility} onChange={setCompatibility} problemOf={problemOf} />
        </Panel>
        <div className="flex flex-wrap justify-end gap-2">
          <Button asChild variant="ghost">
            <Link href={href}>Cancel</Link>
          </Button>
          <Button type="submit" variant="primary" busy={isBusy}>
            Save
          </Button>
        </div>
      </div>
      <NotesPreview releaseNotes={releaseNotes} entries={written(entries)} />
    </form>
  );
}
