"use client";

import dynamic from "next/dynamic";
import { useState } from "react";
import { releaseHold } from "#components/rollouts/queries.ts";
import { useMay } from "#components/session.tsx";
import { Button } from "#components/ui/button.tsx";
import { Digest } from "#components/ui/digest.tsx";
import type { HoldView } from "#lib/rollouts/view.ts";

const ConfirmDialog = dynamic(async () => (await import("#components/ui/confirm-dialog.tsx")).ConfirmDialog, {
  ssr: false,
});

export type OpenHold = Pick<HoldView, "id" | "productId" | "tag" | "digest" | "reason" | "heldAt" | "rolloutId">;

/** Lets a held release go, after saying what that means. */
export function ReleaseHold({ hold, onReleased }: { hold: OpenHold; onReleased: () => void }) {
  const mayWrite = useMay("rollouts:write");
  const [isAsked, setIsAsked] = useState(false);
  if (!mayWrite) return null;
  return (
    <>
      <Button size="sm" onClick={() => setIsAsked(true)}>
        Release…
      </Button>
      {isAsked && (
        <ConfirmDialog
          open
          onOpenChange={setIsAsked}
          title={`Release ${hold.tag}?`}
          confirmLabel="Release it"
          askReason
          onConfirm={async (reason) => {
            await releaseHold(hold.productId, hold.id, reason);
            onReleased();
          }}
        >
          <p>
            It is held because: {hold.reason} Once released, the next push of <Digest digest={hold.digest} /> may roll
            it out again. No device is touched now.
          </p>
        </ConfirmDialog>
      )}
    </>
  );
}
