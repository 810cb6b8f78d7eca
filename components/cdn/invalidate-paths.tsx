"use client";

import { Eraser } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { invalidatePaths } from "#components/cdn/queries.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { DialogActions } from "#components/ui/dialog-actions.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Textarea } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { useFormSubmit } from "#components/ui/use-form-submit.ts";

/** Has caches forget addresses, whatever lies there. */
export function InvalidatePaths({ regions }: { regions: readonly string[] }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Dialog
      open={isOpen}
      onOpenChange={setIsOpen}
      title="Invalidate paths"
      description="For what changes under one address, such as a feed. Files have their hash in theirs."
      trigger={
        <Button>
          <Eraser aria-hidden />
          Invalidate paths
        </Button>
      }
    >
      <PathsForm regions={regions} onDone={() => setIsOpen(false)} />
    </Dialog>
  );
}

function PathsForm({ regions, onDone }: { regions: readonly string[]; onDone: () => void }) {
  const router = useRouter();
  const [text, setText] = useState("");
  const [region, setRegion] = useState("");
  const { onSubmit, isBusy, error } = useFormSubmit(async () => {
    const paths = text
      .split("\n")
      .map((line) => line.trim())
      .filter(Boolean);
    await invalidatePaths({ paths, ...(region !== "" && { regions: [region] }) });
    onDone();
    router.refresh();
  });
  return (
    <form className="space-y-4" onSubmit={onSubmit}>
      <FormError error={error} title="The paths were not taken" />
      <Field label="Paths" help="One on each line. A star at the end stands for all that begin so.">
        <Textarea
          rows={4}
          value={text}
          onChange={(event) => setText(event.target.value)}
          required
          spellCheck={false}
          placeholder={"/feeds/my-app/latest.yml\n/feeds/my-app/*"}
          className="font-mono text-xs"
        />
      </Field>
      <Field label="Regions">
        <Select
          options={[{ value: "", label: "All that are on" }, ...regions.map((name) => ({ value: name, label: name }))]}
          value={region}
          onChange={(event) => setRegion(event.target.value)}
        />
      </Field>
      <DialogActions submit="Invalidate" busy={isBusy} />
    </form>
  );
}
