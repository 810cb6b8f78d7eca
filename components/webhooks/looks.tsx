import { Ban, CircleCheck, CircleX, CopyX, ShieldCheck, ShieldOff, ShieldQuestion, ShieldX } from "lucide-react";
import { cn } from "#components/ui/cn.ts";
import { StateBadge, type StateLook } from "#components/ui/state-badge.tsx";
import { toneInk } from "#components/ui/tone.ts";
import type { WebhookFormat } from "#lib/intake/rules/push.ts";
import type { DeliveryStatus, JudgedPush } from "#lib/intake/rules/verdict.ts";
import type { DeliveryListItem } from "#lib/intake/view-deliveries.ts";

const statuses: Record<DeliveryStatus, StateLook> = {
  accepted: { label: "Accepted", tone: "good", icon: CircleCheck },
  duplicate: { label: "Duplicate", tone: "idle", icon: CopyX },
  ignored: { label: "Ignored", tone: "idle", icon: Ban },
  rejected: { label: "Rejected", tone: "bad", icon: ShieldX },
  failed: { label: "Failed", tone: "bad", icon: CircleX },
};

export const statusOptions = Object.entries(statuses).map(([value, { label }]) => ({ value, label }));

export function DeliveryStatusBadge({ status }: { status: DeliveryStatus }) {
  const { label, tone, icon } = statuses[status];
  return (
    <StateBadge tone={tone} icon={icon}>
      {label}
    </StateBadge>
  );
}

export const formatNames: Record<WebhookFormat | "any", string> = {
  dockerHub: "Docker Hub",
  ghcr: "GitHub",
  distribution: "OCI distribution",
  harbor: "Harbor",
  quay: "Quay",
  acr: "Azure ACR",
  jfrog: "JFrog",
  any: "Any of them",
};

export const formatOptions = Object.entries(formatNames)
  .filter(([value]) => value !== "any")
  .map(([value, label]) => ({ value, label }));

const proofs: Record<DeliveryListItem["authenticity"], StateLook> = {
  signature: { label: "Signature is right", tone: "good", icon: ShieldCheck },
  token: { label: "Secret is right", tone: "good", icon: ShieldCheck },
  source: { label: "Own address", tone: "good", icon: ShieldCheck },
  none: { label: "Unsigned, a hint only", tone: "warn", icon: ShieldQuestion },
  failed: { label: "Not authentic", tone: "bad", icon: ShieldOff },
};

/** How a delivery proved where it comes from. */
export function Proof({
  authenticity,
  className,
}: {
  authenticity: DeliveryListItem["authenticity"];
  className?: string;
}) {
  const { label, tone, icon: Icon } = proofs[authenticity];
  return (
    <span className={cn("inline-flex items-center gap-1 whitespace-nowrap", className)}>
      <Icon aria-hidden className={cn("size-3.5 shrink-0", toneInk[tone])} />
      {label}
    </span>
  );
}

export const outcomeNames: Record<JudgedPush["outcome"], string> = {
  rollout: "Made a rollout",
  duplicate: "Known already",
  ignored: "Ignored",
  lookup: "The registry is asked",
};
