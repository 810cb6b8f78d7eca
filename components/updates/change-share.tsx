"use client";

import { SlidersHorizontal } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { changePercent } from "#components/updates/queries.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { DialogActions } from "#components/ui/dialog-actions.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { UnitInput } from "#components/ui/unit-input.tsx";
import { useFormSubmit } from "#components/ui/use-form-submit.ts";
import type { DistributionView } from "#lib/updates/view.ts";

/** Sets the share of a distribution. */
export function ChangeShare({ distribution }: { distribution: DistributionView }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Dialog
      open={isOpen}
      onOpenChange={setIsOpen}
      title={`Share of ${distribution.version}`}
      trigger={
        <Button size="sm">
          <SlidersHorizontal aria-hidden />
          Share
        </Button>
      }
    >
      <ShareForm distribution={distribution} close={() => setIsOpen(false)} />
    </Dialog>
  );
}

function ShareForm({ distribution, close }: { distribution: DistributionView; close: () => void }) {
  const router = useRouter();
  const { id, otherVersion, status } = distribution;
  const current = status === "paused" ? distribution.percent : distribution.share;
  const [percent, setPercent] = useState(String(current));
  const { onSubmit, isBusy, error, problemOf } = useFormSubmit(async () => {
    await changePercent(id, Number(percent));
    router.refresh();
    close();
  });
  const shrinks = percent !== "" && Number(percent) < current;
  return (
    <form onSubmit={onSubmit} className="space-y-4">
      <FormError error={error} placed={["percent"]} title="The share stays as it was" />
      <Field
        label="Share"
        error={problemOf("percent")}
        help={
          otherVersion === null
            ? "Of the clients that ask. Those outside are offered what was there before."
            : `Of the clients that ask. The others are offered ${otherVersion}.`
        }
      >
        <UnitInput
          unit="%"
          min={0}
          max={100}
          required
          value={percent}
          onChange={(event) => setPercent(event.target.value)}
        />
      </Field>
      {shrinks && <p className="text-muted">Fewer are offered it then. Whoever has installed it keeps it.</p>}
      <DialogActions submit={`Set to ${percent || "…"}%`} busy={isBusy} />
    </form>
  );
}
