"use client";

import { Send } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { placeOf } from "#components/notifications/looks.tsx";
import { testChannel } from "#components/notifications/queries.ts";
import { TryList } from "#components/notifications/try-list.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { DialogDone } from "#components/ui/dialog-done.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { useSubmit } from "#components/ui/use-submit.ts";
import type { ChannelView, DeliveryDetailView } from "#lib/notifications/view.ts";

/** Sends a test message and tells what came of it. */
export function TestChannel({ channel, onClose }: { channel: ChannelView | null; onClose: () => void }) {
  const router = useRouter();
  function close() {
    onClose();
    router.refresh();
  }
  return (
    <Dialog
      open={channel !== null}
      onOpenChange={close}
      title={`Test ${channel?.name ?? ""}`}
      description="Sends one message that says that it is a test."
    >
      {channel && <Test channel={channel} />}
    </Dialog>
  );
}

function Test({ channel }: { channel: ChannelView }) {
  const [sent, setSent] = useState<DeliveryDetailView | null>(null);
  const { submit, isBusy, error } = useSubmit(async () => {
    setSent(null);
    setSent(await testChannel(channel.id));
  });
  const isThere = sent?.status === "delivered";
  return (
    <div className="space-y-4">
      <p className="break-words text-muted">To {placeOf(channel)}</p>
      <FormError error={error} title="The test was not sent" />
      {sent && (
        <div className="space-y-4" aria-live="polite">
          <Notice kind={isThere ? "good" : "bad"} title={isThere ? "It arrived" : "It did not arrive"} />
          <TryList tries={sent.tries} />
        </div>
      )}
      <DialogDone>
        <Button busy={isBusy} onClick={() => void submit()}>
          <Send aria-hidden />
          {sent ? "Send another" : "Send a test"}
        </Button>
      </DialogDone>
    </div>
  );
}
