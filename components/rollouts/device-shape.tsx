import type { ReactNode } from "react";
import { cn } from "#components/ui/cn.ts";
import type { DeviceStatus } from "#lib/rollouts/rules/rollout.ts";

const colours: Record<DeviceStatus, string> = {
  pending: "text-idle",
  scheduled: "text-wait",
  updating: "text-move",
  healthy: "text-good",
  failed: "text-bad",
  rolledBack: "text-back",
  skipped: "text-idle",
};

/** The same small shapes that the grid draws, so that its legend can be read without colours. */
export function DeviceShape({ status, className }: { status: DeviceStatus; className?: string }) {
  return (
    <svg viewBox="0 0 12 12" aria-hidden className={cn("size-3 shrink-0", colours[status], className)}>
      {shapes[status]}
    </svg>
  );
}

const outline = (
  <rect x="1" y="1" width="10" height="10" rx="1.5" fill="none" stroke="currentColor" strokeWidth="1.5" />
);
const full = <rect x="0.25" y="0.25" width="11.5" height="11.5" rx="2" fill="currentColor" />;

const shapes: Record<DeviceStatus, ReactNode> = {
  pending: outline,
  scheduled: (
    <>
      {outline}
      <circle cx="6" cy="6" r="2" fill="currentColor" />
    </>
  ),
  updating: (
    <>
      {outline}
      <path d="M1 11V2.5A1.5 1.5 0 0 1 2.5 1H11z" fill="currentColor" />
    </>
  ),
  healthy: full,
  failed: (
    <>
      {full}
      <path d="m3.5 3.5 5 5m0-5-5 5" className="stroke-surface" strokeWidth="1.75" strokeLinecap="round" />
    </>
  ),
  rolledBack: <path d="M11.5 1v10L.5 6z" fill="currentColor" />,
  skipped: <path d="M1.5 6h9" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />,
};
