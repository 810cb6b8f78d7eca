"use client";

import { Plus } from "lucide-react";
import { ChannelForm } from "#components/notifications/channel-form.tsx";
import { SigningSecret } from "#components/notifications/signing-secret.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { DialogDone } from "#components/ui/dialog-done.tsx";
import { useShownOnce } from "#components/ui/use-shown-once.ts";
import type { ChannelView, NewChannelView } from "#lib/notifications/view.ts";

/** Adds a channel; the signing secret of a webhook is shown this once. */
export function AddChannel() {
  const { made, setMade, dialog } = useShownOnce<ChannelView | NewChannelView>();
  const secret = made && "signingSecret" in made ? made.signingSecret : null;
  return (
    <Dialog
      {...dialog}
      title={made ? `The channel ${made.name} is made` : "Add a channel"}
      description={made ? undefined : "Where messages go. Rules then say who hears what."}
      trigger={
        <Button variant="primary">
          <Plus aria-hidden />
          Add a channel
        </Button>
      }
    >
      {made ? (
        <div className="space-y-4">
          {secret !== null && <SigningSecret secret={secret} />}
          <p className="text-muted">Send a test from the list, then say with a rule what is told there.</p>
          <DialogDone />
        </div>
      ) : (
        <ChannelForm onDone={setMade} />
      )}
    </Dialog>
  );
}
