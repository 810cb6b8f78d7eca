"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { deprecateVersion, listVersionChoices, versionKeys } from "#components/products/version-queries.ts";
import { Combobox } from "#components/ui/combobox.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { DialogActions } from "#components/ui/dialog-actions.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { countOf } from "#components/ui/format.ts";
import { Textarea } from "#components/ui/input.tsx";
import { useFormSubmit } from "#components/ui/use-form-submit.ts";
import type { VersionView } from "#lib/products/view.ts";

type DeprecateVersionProps = {
  version: VersionView;
  deviceCount: number;
  onDone: () => void;
  onClose: () => void;
};

const PLACED = ["reason", "replacement"];

/** Asks why nobody is to get a version any more, and what to use in its place. */
export function DeprecateVersion({ version, deviceCount, onDone, onClose }: DeprecateVersionProps) {
  const [reason, setReason] = useState(version.deprecation?.reason ?? "");
  const [replacement, setReplacement] = useState(version.replacement?.version ?? "");
  const choices = useQuery({
    queryKey: versionKeys.choices(version.productId),
    queryFn: ({ signal }) => listVersionChoices(version.productId, signal),
  });
  const others = choices.data?.items.filter(({ id }) => id !== version.id) ?? [];
  const { onSubmit, isBusy, error, problemOf } = useFormSubmit(async () => {
    await deprecateVersion(version.id, { reason, replacement: replacement.trim() || null });
    onDone();
  });

  return (
    <Dialog open onOpenChange={onClose} title={`Deprecate ${version.version}`}>
      <form onSubmit={onSubmit} className="space-y-4">
        <FormError error={error} placed={PLACED} title="The version was not deprecated" />
        <p>
          It is never offered again, and rollouts of it pause.{" "}
          {deviceCount > 0
            ? `The ${countOf(deviceCount, "device")} that run it keep it until they get something else.`
            : "No device runs it."}
        </p>
        <Field label="Reason" error={problemOf("reason")} help="Everybody who looks at the version reads it.">
          <Textarea
            rows={2}
            required
            maxLength={500}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        </Field>
        <Field label="Replacement" optional error={problemOf("replacement")} help="What to use in its place.">
          <Combobox
            value={replacement}
            onChange={setReplacement}
            allowOther
            placeholder={choices.isPending ? "Loading versions…" : "None"}
            emptyText="The product has no such version"
            options={others.map((other) => ({ value: other.version, label: other.version }))}
          />
        </Field>
        <DialogActions submit="Deprecate the version" busy={isBusy} danger />
      </form>
    </Dialog>
  );
}
