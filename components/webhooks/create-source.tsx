"use client";

import { Plus } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { DialogDone } from "#components/ui/dialog-done.tsx";
import { useOrigin } from "#components/ui/origin.ts";
import { Secret } from "#components/ui/secret.tsx";
import { useShownOnce } from "#components/ui/use-shown-once.ts";
import { SenderHelp } from "#components/webhooks/sender-help.tsx";
import { type SourceFormat, SourceForm } from "#components/webhooks/source-form.tsx";
import type { NewSourceView } from "#lib/intake/view-sources.ts";

/** Makes a source and shows its address, this once, with what to enter at the sender. */
export function CreateSource() {
  const { made, setMade, dialog } = useShownOnce<NewSourceView>();

  return (
    <Dialog
      {...dialog}
      title={made ? `Connect ${made.name}` : "Make a source"}
      description={made ? undefined : "A sender with a secret address of its own."}
      trigger={
        <Button variant="primary">
          <Plus aria-hidden />
          Make a source
        </Button>
      }
    >
      {made ? <Made source={made} /> : <SourceForm onDone={setMade} />}
    </Dialog>
  );
}

function Made({ source }: { source: NewSourceView }) {
  const origin = useOrigin();
  const url = source.url ?? origin + source.path;
  return (
    <div className="space-y-4">
      <Secret
        secret={url}
        label="Webhook address"
        note="Copy it now: whoever knows it can send pushes. It cannot be shown again."
      />
      <SenderHelp format={source.format as SourceFormat} url={url} />
      {source.url === null && (
        <p className="text-xs text-muted">
          The address begins as this browser reaches Slipway. Where the sender reaches it under another name, change
          that part, or set <code className="font-mono">SLIPWAY_PUBLIC_URL</code>.
        </p>
      )}
      <DialogDone />
    </div>
  );
}
