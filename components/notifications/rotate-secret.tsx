"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { rotateSecret } from "#components/notifications/queries.ts";
import { SigningSecret } from "#components/notifications/signing-secret.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { DialogActions } from "#components/ui/dialog-actions.tsx";
import { DialogDone } from "#components/ui/dialog-done.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Select } from "#components/ui/select.tsx";
import { useFormSubmit } from "#components/ui/use-form-submit.ts";
import type { ChannelView } from "#lib/notifications/view.ts";

const GRACES = [
  { value: "0", label: "End at once" },
  { value: "1", label: "1 hour" },
  { value: "24", label: "1 day" },
  { value: "168", label: "7 days" },
];

/** Replaces a webhook's signing secret; the old one signs too for a while. */
export function RotateSecret({ channel, onClose }: { channel: ChannelView | null; onClose: () => void }) {
  const router = useRouter();
  const [secret, setSecret] = useState<string | null>(null);

  function close() {
    setSecret(null);
    onClose();
    router.refresh();
  }

  return (
    <Dialog open={channel !== null} onOpenChange={close} title={`New secret for ${channel?.name ?? ""}`}>
      {secret !== null ? (
        <div className="space-y-4">
          <SigningSecret secret={secret} />
          <DialogDone />
        </div>
      ) : (
        channel && <RotateForm channel={channel} onDone={setSecret} />
      )}
    </Dialog>
  );
}

function RotateForm({ channel, onDone }: { channel: ChannelView; onDone: (secret: string | null) => void }) {
  const [grace, setGrace] = useState("24");
  const { onSubmit, isBusy, error } = useFormSubmit(async () => {
    onDone((await rotateSecret(channel.id, Number(grace))).signingSecret);
  });
  return (
    <form className="space-y-4" onSubmit={onSubmit}>
      <FormError error={error} title="The secret was not replaced" />
      <Field label="The old secret signs too for" help="So that the receiver can change over without losing a message.">
        <Select value={grace} onChange={(event) => setGrace(event.target.value)} options={GRACES} />
      </Field>
      <DialogActions submit="Make a new secret" busy={isBusy} />
    </form>
  );
}
