"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Import } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { ChangelogEditor, written } from "#components/products/changelog-editor.tsx";
import { NotesPreview } from "#components/products/notes-preview.tsx";
import { PasteChanges } from "#components/products/paste-changes.tsx";
import { versionHref } from "#components/products/version-href.ts";
import { createVersion, suggestNext, versionKeys } from "#components/products/version-queries.ts";
import { randomId } from "#components/random-id.ts";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Input, Textarea } from "#components/ui/input.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { useFormSubmit } from "#components/ui/use-form-submit.ts";
import { useRested } from "#components/ui/use-rested.ts";
import { useUnsavedGuard } from "#components/ui/use-unsaved-guard.ts";
import type { ChangelogEntry } from "#lib/products/rules/changelog.ts";
import { defaultChannels } from "#lib/products/rules/channel.ts";
import { isPrerelease, parseVersion } from "#lib/products/rules/semver.ts";
import type { ProductView } from "#lib/products/view.ts";

const PLACED = ["version", "releaseNotes", "changelog"];
const PRERELEASE_NAME = "rc";
/** So that not every letter asks the server. */
const REST_MS = 400;

type NewVersionFormProps = { product: ProductView; channels: readonly string[] };

/** Makes a version: the next number is suggested from what is written below. */
export function NewVersionForm({ product, channels }: NewVersionFormProps) {
  const router = useRouter();
  const [idempotencyKey] = useState(randomId);
  const [typed, setTyped] = useState<string | null>(null);
  const [releaseNotes, setReleaseNotes] = useState("");
  const [entries, setEntries] = useState<ChangelogEntry[]>([]);
  const [stable, setStable] = useState<boolean | null>(null);
  const [picked, setPicked] = useState<readonly string[] | null>(null);
  const [isPasting, setIsPasting] = useState(false);

  const rested = useRested(JSON.stringify(written(entries)), REST_MS);
  const suggestion = useSuggestion(product.id, rested);
  const version = typed ?? suggestion.data?.version ?? "";
  const parsed = parseVersion(version);
  const isStable = stable ?? (parsed !== null && !isPrerelease(parsed));
  const promoted = picked ?? (parsed === null ? [] : defaultChannels(parsed, { isStable, channels }));
  useUnsavedGuard(entries.length > 0 || releaseNotes !== "");

  const { onSubmit, isBusy, error, problemOf } = useFormSubmit(async () => {
    const draft = { productId: product.id, version, isStable, channels: [...promoted], releaseNotes };
    const made = await createVersion({ ...draft, changelog: written(entries) }, idempotencyKey);
    router.push(versionHref(product.slug, made.version));
  });

  return (
    <form onSubmit={onSubmit} className="grid items-start gap-4 lg:grid-cols-2">
      <div className="min-w-0 space-y-4">
        <FormError error={error} placed={PLACED} title="The version was not made" />
        <Panel title="Number" bodyClassName="space-y-3 p-4">
          <Field
            label="Version"
            error={problemOf("version")}
            help={suggestion.data && `${suggestion.data.reason} ${sinceOf(suggestion.data.latest)}`}
          >
            <Input
              value={version}
              onChange={({ target }) => setTyped(target.value)}
              required
              maxLength={256}
              spellCheck={false}
              autoComplete="off"
              className="font-mono"
              placeholder="1.0.0"
            />
          </Field>
          {suggestion.data && (
            <div role="group" aria-label="Suggested versions" className="flex flex-wrap gap-1.5">
              {suggestion.data.candidates.map((candidate) => (
                <Button
                  key={candidate.bump}
                  size="sm"
                  aria-pressed={candidate.version === version}
                  className="aria-pressed:border-accent aria-pressed:bg-accent-soft"
                  onClick={() => setTyped(candidate.version)}
                >
                  <span className="text-muted">{candidate.bump}</span> {candidate.version}
                </Button>
              ))}
            </div>
          )}
          <Checkbox
            label="Stable"
            help="For everybody. A prerelease is for those who test."
            checked={isStable}
            onChange={({ target }) => setStable(target.checked)}
          />
          <fieldset>
            <legend className="mb-1 font-medium">Promote to</legend>
            <div className="flex flex-wrap gap-x-4 gap-y-1">
              {channels.map((name) => (
                <Checkbox
                  key={name}
                  label={name}
                  checked={promoted.includes(name)}
                  onChange={({ target }) =>
                    setPicked(target.checked ? [...promoted, name] : promoted.filter((other) => other !== name))
                  }
                />
              ))}
            </div>
            <p className="mt-1 text-xs text-muted">
              {promoted.length > 0
                ? "Followers are offered it as soon as it has its files, where it is the newest."
                : "Nobody is offered it until it is promoted."}
            </p>
          </fieldset>
        </Panel>
        <Panel
          title="What has changed"
          actions={
            <Button size="sm" onClick={() => setIsPasting(true)}>
              <Import aria-hidden />
              Paste commits or a changelog
            </Button>
          }
          bodyClassName="space-y-4 p-4"
        >
          <ChangelogEditor entries={entries} onChange={setEntries} problemOf={problemOf} />
          <Field label="Release notes" optional error={problemOf("releaseNotes")} help="In Markdown.">
            <Textarea
              rows={8}
              maxLength={100_000}
              value={releaseNotes}
              onChange={({ target }) => setReleaseNotes(target.value)}
            />
          </Field>
        </Panel>
        <div className="flex flex-wrap justify-end gap-2">
          <Button asChild variant="ghost">
            <Link href={`/products/${product.slug}`}>Cancel</Link>
          </Button>
          <Button type="submit" variant="primary" busy={isBusy} disabled={parsed === null}>
            Create {parsed === null ? "the version" : version}
          </Button>
        </div>
      </div>
      <NotesPreview releaseNotes={releaseNotes} entries={written(entries)} />
      {isPasting && (
        <PasteChanges
          productId={product.id}
          onTaken={(taken) => {
            setEntries([...written(entries), ...taken]);
            setIsPasting(false);
          }}
          onClose={() => setIsPasting(false)}
        />
      )}
    </form>
  );
}

/** The entries come as text, so that what did not change asks nothing. */
function useSuggestion(productId: string, entriesJson: string) {
  const changelog = JSON.parse(entriesJson) as ChangelogEntry[];
  return useQuery({
    queryKey: versionKeys.next(productId, changelog, PRERELEASE_NAME),
    queryFn: ({ signal }) => suggestNext({ productId, changelog, prereleaseName: PRERELEASE_NAME }, signal),
    placeholderData: keepPreviousData,
  });
}

function sinceOf(latest: string | null): string {
  return latest === null ? "" : `The latest is ${latest}.`;
}
