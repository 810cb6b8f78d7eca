"use client";

import { FileUp } from "lucide-react";
import { useRouter } from "next/navigation";
import { type ChangeEvent, useRef, useState } from "react";
import { FaultList } from "#components/templates/fault-list.tsx";
import { createTemplate, saveTemplate } from "#components/templates/queries.ts";
import { StagePicture, StageWords } from "#components/templates/stage-picture.tsx";
import { useYamlReading } from "#components/templates/use-yaml-reading.ts";
import { Button, buttonStyle } from "#components/ui/button.tsx";
import { cn } from "#components/ui/cn.ts";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Input, Textarea } from "#components/ui/input.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { toast } from "#components/ui/toast.tsx";
import { useFormSubmit } from "#components/ui/use-form-submit.ts";
import { useUnsavedGuard } from "#components/ui/use-unsaved-guard.ts";
import type { Definition } from "#lib/templates/rules/definition.ts";
import { sketchStages } from "#lib/templates/rules/sketch.ts";
import type { PlacedFault } from "#lib/templates/rules/yaml.ts";

/** A file, no page: it is fetched, not navigated to. */
const SCHEMA_ADDRESS = "/api/deployments/templates/schema";

type TemplateEditorProps = {
  /** What the text begins with. */
  yaml: string;
  /** Null makes a new one. */
  template: { id: string; slug: string; version: number } | null;
};

/** A template as YAML, with its faults and its picture beside it while it is written. */
export function TemplateEditor({ yaml, template }: TemplateEditorProps) {
  const router = useRouter();
  const area = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState(yaml);
  const [saved, setSaved] = useState(template ? yaml : "");
  const [note, setNote] = useState("");
  const [lastGood, setLastGood] = useState<Definition | null>(null);
  const { reading, isCurrent } = useYamlReading(text);
  const definition = reading?.kind === "definition" ? reading.definition : null;
  // The picture stays while a fault is being mended.
  if (definition && definition !== lastGood) setLastGood(definition);
  useUnsavedGuard(text !== saved && text !== yaml);

  const { onSubmit, isBusy, error, clear } = useFormSubmit(async () => {
    if (!definition) return;
    const view = template
      ? await saveTemplate(template.id, { definition, note, basedOnVersion: template.version })
      : await createTemplate({ definition, note });
    setSaved(text);
    toast({ kind: "good", title: `${view.name} is saved as version ${view.version}` });
    router.push(`/templates/${view.slug}`);
    router.refresh();
  });

  function change(next: string) {
    setText(next);
    if (error !== null) clear();
  }

  function goTo({ line, column }: PlacedFault) {
    const lines = text.split("\n");
    const start = lines.slice(0, line - 1).reduce((sum, item) => sum + item.length + 1, 0) + column - 1;
    const end = lines.slice(0, line).reduce((sum, item) => sum + item.length + 1, 0) - 1;
    area.current?.focus();
    area.current?.setSelectionRange(start, Math.max(start, end));
  }

  async function readFile(event: ChangeEvent<HTMLInputElement>) {
    const [file] = event.target.files ?? [];
    if (file) change(await file.text());
    event.target.value = "";
  }

  return (
    <form onSubmit={onSubmit} className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_26rem]">
      <div className="min-w-0 space-y-4">
        <Panel
          title="Template"
          bodyClassName="p-3"
          actions={
            <label className={cn(buttonStyle({ size: "sm" }), "cursor-default has-focus-visible:outline-2")}>
              <FileUp aria-hidden />
              Import a file
              <input
                type="file"
                accept=".yaml,.yml,.json"
                className="sr-only"
                onChange={(event) => void readFile(event)}
              />
            </label>
          }
        >
          <Textarea
            ref={area}
            aria-label="Template in YAML"
            aria-invalid={reading?.kind === "faults" || undefined}
            spellCheck={false}
            autoCapitalize="off"
            autoComplete="off"
            wrap="off"
            rows={26}
            value={text}
            onChange={(event) => change(event.target.value)}
            className="resize-y font-mono text-xs leading-5"
          />
        </Panel>
        <FormError error={error} title="The template was not saved" />
        <div className="flex flex-wrap items-end gap-3">
          <Field label="What changed" optional className="min-w-48 flex-1">
            <Input value={note} maxLength={500} onChange={(event) => setNote(event.target.value)} />
          </Field>
          <Button
            type="submit"
            variant="primary"
            busy={isBusy}
            disabled={!definition || !isCurrent || (template !== null && text === saved)}
          >
            {template ? `Save as version ${template.version + 1}` : "Make the template"}
          </Button>
        </div>
      </div>
      <div className="min-w-0 space-y-4 xl:sticky xl:top-16">
        <Panel title="Faults">
          <div aria-live="polite">
            <FaultList reading={reading} onGo={goTo} />
          </div>
        </Panel>
        {lastGood && (
          <Panel title="Stages" count={lastGood.stages.length} bodyClassName="space-y-3 p-3">
            <StagePicture stages={sketchStages(lastGood.stages)} hideWords />
            <div className="text-xs text-muted">
              <StageWords stages={sketchStages(lastGood.stages)} visible />
            </div>
          </Panel>
        )}
        <p className="text-xs text-muted">
          Editors that know JSON Schema complete and check templates with{" "}
          <a href={SCHEMA_ADDRESS} className="rounded underline hover:text-ink">
            the schema
          </a>
          .
        </p>
      </div>
    </form>
  );
}
