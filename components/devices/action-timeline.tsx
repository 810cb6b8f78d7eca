"use client";

import { ChevronRight } from "lucide-react";
import Link from "next/link";
import { useId, useState } from "react";
import { ActionLog } from "#components/devices/action-log.tsx";
import { actionLook } from "#components/devices/action-looks.ts";
import { cn } from "#components/ui/cn.ts";
import { ProgressBar } from "#components/ui/progress-bar.tsx";
import { Duration, RelativeTime } from "#components/ui/relative-time.tsx";
import { StateBadge } from "#components/ui/state-badge.tsx";
import { toneFill } from "#components/ui/tone.ts";
import type { DeviceActionView } from "#lib/devices/view.ts";

/** What a device was told to do and how that went, the newest first. */
export function ActionTimeline({ deviceId, actions }: { deviceId: string; actions: readonly DeviceActionView[] }) {
  return (
    <ol className="relative px-3 py-1 before:absolute before:inset-y-4 before:left-[18.5px] before:w-px before:bg-line">
      {actions.map((action) => (
        <ActionEntry key={action.id} deviceId={deviceId} action={action} />
      ))}
    </ol>
  );
}

function ActionEntry({ deviceId, action }: { deviceId: string; action: DeviceActionView }) {
  const [isOpen, setIsOpen] = useState(false);
  const logId = useId();
  const { label, tone, icon } = actionLook(action.status);
  return (
    <li className="relative flex gap-3 py-2">
      <span
        aria-hidden
        className={cn("mt-1.5 size-3.5 shrink-0 rounded-full border-3 border-surface", toneFill[tone])}
      />
      <div className="min-w-0 flex-1">
        <div className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
          <StateBadge tone={tone} icon={icon}>
            {label}
          </StateBadge>
          <span className="font-medium">
            {action.kind === "rollback" ? "Back to " : "Update to "}
            {action.product ?? action.image} {action.version ?? ""}
          </span>
          {action.rolloutId === null ? (
            <span className="text-muted">assigned by itself</span>
          ) : (
            <Link href={`/rollouts/${action.rolloutId}`} className="rounded text-muted hover:text-ink hover:underline">
              rollout #{action.rolloutNumber}
            </Link>
          )}
          {action.attempt > 1 && <span className="text-xs text-muted">try {action.attempt}</span>}
          <span className="ml-auto text-xs text-muted">
            <RelativeTime at={action.offeredAt} />
          </span>
        </div>
        <ActionProgress action={action} />
        {action.message && <p className="mt-0.5 break-words text-muted">{action.message}</p>}
        <button
          type="button"
          aria-expanded={isOpen}
          aria-controls={logId}
          onClick={() => setIsOpen(!isOpen)}
          className="mt-0.5 inline-flex min-h-6 items-center gap-1 rounded text-xs text-muted hover:text-ink"
        >
          <ChevronRight aria-hidden className={cn("size-3 transition-transform", isOpen && "rotate-90")} />
          Log of this action
        </button>
        <div id={logId} className="mt-1">
          {isOpen && <ActionLog deviceId={deviceId} actionId={action.id} version={versionOf(action)} />}
        </div>
      </div>
    </li>
  );
}

/** Changes with every report that the page hears of. */
function versionOf({ status, progress, message, deadlineAt }: DeviceActionView): string {
  return [status, progress, message, deadlineAt].join("/");
}

const waits: Record<string, string> = {
  consent: "Waits for the user's consent.",
  confirmation: "Installed, and waits for the device's restart to confirm.",
  window: "Waits for its maintenance window.",
};

function ActionProgress({ action }: { action: DeviceActionView }) {
  if (action.closedAt) {
    return (
      <p className="text-xs text-muted">
        Took <Duration from={action.acceptedAt ?? action.offeredAt} to={action.closedAt} />
      </p>
    );
  }
  if (action.cancelRequestedAt) {
    return (
      <p className="text-xs text-warn-ink">
        Asked to stop <RelativeTime at={action.cancelRequestedAt} />; the device has not answered yet.
      </p>
    );
  }
  if (action.waitingFor) return <p className="text-xs text-wait-ink">{waits[action.waitingFor]}</p>;
  if (!action.acceptedAt) return <p className="text-xs text-muted">Waits for the device&rsquo;s next poll.</p>;
  return (
    <div className="mt-1 flex max-w-sm items-center gap-2 text-xs text-muted">
      {action.progress !== null && (
        <>
          <ProgressBar
            label="Progress"
            segments={[{ key: "done", label: "percent", value: action.progress, tone: "move" }]}
            total={100}
            moving
            className="w-40"
          />
          {action.progress}%
        </>
      )}
      {action.deadlineAt && (
        <span>
          counts as failed <RelativeTime at={action.deadlineAt} /> without a report
        </span>
      )}
    </div>
  );
}
