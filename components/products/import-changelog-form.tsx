"use client";

import { CircleCheck, CirclePlus, CircleSlash, type LucideIcon, Pencil } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { ChangelogView } from "#components/products/changelog-view.tsx";
import { versionHref } from "#components/products/version-href.ts";
import { importChangelog, type ImportAnswer } from "#components/products/version-queries.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { countOf } from "#components/ui/format.ts";
import { Textarea } from "#components/ui/input.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { StateBadge } from "#components/ui/state-badge.tsx";
import type { Tone } from "#components/ui/tone.ts";
import { useSubmit } from "#components/ui/use-submit.ts";
import type { ImportStep } from "#lib/products/rules/import-plan.ts";
import type { ProductView } from "#lib/products/view.ts";

const actions: Record<ImportStep["action"], { tone: Tone; icon: LucideIcon; before: string; after: string }> = {
  create: { tone: "good", icon: CirclePlus, before: "will be made", after: "made" },
  update: { tone: "move", icon: Pencil, before: "will be filled", after: "filled" },
  skip: { tone: "idle", icon: CircleSlash, before: "left out", after: "left out" },
};

/** Takes the history of a product over from its CHANGELOG.md: first a preview, then for good. */
export function ImportChangelogForm({ product }: { product: ProductView }) {
  const [text, setText] = useState("");
  const [makeMissing, setMakeMissing] = useState(false);
  const [overwrite, setOverwrite] = useState(false);
  const [answer, setAnswer] = useState<ImportAnswer | null>(null);
  const { submit, isBusy, error, problemOf } = useSubmit(async (apply: boolean) => {
    const missing = makeMissing ? "create" : "skip";
    setAnswer(
      await importChangelog({ productId: product.id, format: "keepAChangelog", text, missing, overwrite, apply }),
    );
  });
  const changes = answer?.versions.filter(({ action }) => action !== "skip").length ?? 0;
  const edit = (change: () => void) => {
    change();
    setAnswer(null);
  };

  return (
    <div className="grid items-start gap-4 lg:grid-cols-2">
      <Panel title="The changelog" bodyClassName="space-y-4 p-4">
        <FormError error={error} placed={["text"]} title="It was not read" />
        <Field label="CHANGELOG.md" error={problemOf("text")} help="In the form of Keep a Changelog, or nearly so.">
          <Textarea
            rows={16}
            spellCheck={false}
            className="font-mono text-xs"
            placeholder={"## [1.1.0] - 2026-02-01\n\n### Added\n\n- A page"}
            value={text}
            onChange={({ target }) => edit(() => setText(target.value))}
          />
        </Field>
        <Checkbox
          label="Make versions that are missing"
          help="With the day that the file names, promoted nowhere. Yanked ones are deprecated."
          checked={makeMissing}
          onChange={({ target }) => edit(() => setMakeMissing(target.checked))}
        />
        <Checkbox
          label="Replace changelogs that are there"
          checked={overwrite}
          onChange={({ target }) => edit(() => setOverwrite(target.checked))}
        />
        <div className="flex flex-wrap justify-end gap-2">
          <Button busy={isBusy} disabled={text.trim() === ""} onClick={() => void submit(false)}>
            Preview
          </Button>
          <Button
            variant="primary"
            busy={isBusy}
            disabled={changes === 0 || answer?.applied === true}
            onClick={() => void submit(true)}
          >
            {changes > 0 ? `Change ${countOf(changes, "version")}` : "Take it over"}
          </Button>
        </div>
      </Panel>
      <Panel title={answer?.applied ? "What was done" : "What would be done"}>
        {answer === null ? (
          <p className="p-4 text-muted">Paste a changelog and preview it: nothing is written before you say so.</p>
        ) : (
          <Answer answer={answer} slug={product.slug} />
        )}
      </Panel>
    </div>
  );
}

function Answer({ answer, slug }: { answer: ImportAnswer; slug: string }) {
  return (
    <>
      {answer.applied && (
        <Notice kind="good" className="m-3">
          The changelog was taken over.
        </Notice>
      )}
      {answer.problems.length > 0 && (
        <Notice kind="warn" title="Not everything was understood" className="m-3">
          <ul>
            {answer.problems.map(({ line, message }) => (
              <li key={`${line} ${message}`}>
                Line {line}: {message}
              </li>
            ))}
          </ul>
        </Notice>
      )}
      <ul className="divide-y divide-line">
        {answer.versions.map((step) => (
          <Step key={step.version} step={step} isDone={answer.applied} slug={slug} />
        ))}
      </ul>
      {answer.unreleased.length > 0 && (
        <p className="flex items-center gap-1.5 border-t border-line px-3 py-2 text-muted">
          <CircleCheck aria-hidden className="size-3.5" />
          {countOf(answer.unreleased.length, "unreleased change")}: paste them when you make the next version.
        </p>
      )}
    </>
  );
}

function Step({ step, isDone, slug }: { step: ImportStep; isDone: boolean; slug: string }) {
  const { tone, icon, before, after } = actions[step.action];
  return (
    <li className="space-y-1 px-3 py-2">
      <p className="flex flex-wrap items-center gap-2">
        {step.versionId === null ? (
          <span className="font-medium">{step.version}</span>
        ) : (
          <Link href={versionHref(slug, step.version)} className="rounded font-medium hover:underline">
            {step.version}
          </Link>
        )}
        <StateBadge tone={tone} icon={icon}>
          {isDone ? after : before}
        </StateBadge>
        {step.isYanked && <Badge>yanked</Badge>}
        {step.releasedOn && <span className="text-xs text-muted">{step.releasedOn}</span>}
        {step.reason && <span className="text-xs text-muted">{step.reason}</span>}
      </p>
      {step.action !== "skip" && step.entries.length > 0 && (
        <details>
          <summary className="text-xs text-muted">{countOf(step.entries.length, "change")}</summary>
          <ChangelogView entries={step.entries} className="mt-2" />
        </details>
      )}
    </li>
  );
}
