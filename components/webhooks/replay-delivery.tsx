"use client";

import { RotateCw } from "lucide-react";
import { useRouter } from "next/navigation";
import { api } from "#components/api.ts";
import { Button } from "#components/ui/button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { toast } from "#components/ui/toast.tsx";
import { Tooltip } from "#components/ui/tooltip.tsx";
import type { DeliveryAnswer, DeliveryListItem } from "#lib/intake/view-deliveries.ts";

/** Sends a kept delivery through once more. */
export function ReplayDelivery({ delivery }: { delivery: Pick<DeliveryListItem, "id" | "replayObjection"> }) {
  const router = useRouter();

  async function replay() {
    const answer = await api<DeliveryAnswer>(`/api/v1/webhooks/deliveries/${delivery.id}/replay`, { method: "POST" });
    toast({
      kind: answer.status === "accepted" ? "good" : "info",
      title: `Replayed: ${answer.status}`,
      detail: answer.reason,
    });
    router.push(`/webhooks/${answer.deliveryId}`);
  }

  const button = (
    <Button aria-disabled={delivery.replayObjection !== null || undefined}>
      <RotateCw aria-hidden />
      Replay
    </Button>
  );
  if (delivery.replayObjection !== null) {
    return (
      <Tooltip content={delivery.replayObjection}>
        {/* A disabled button takes no focus, and so could not say why. */}
        <span tabIndex={0} className="rounded-md">
          {button}
        </span>
      </Tooltip>
    );
  }
  return (
    <ConfirmDialog trigger={button} title="Replay this delivery?" confirmLabel="Replay the delivery" onConfirm={replay}>
      The kept body is read once more as if it came now: it may make a rollout, or be found to be known already. The
      policies of today decide.
    </ConfirmDialog>
  );
}
