"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { ExternalLink, RotateCw, SkipForward, Undo2 } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { EventList } from "#components/events/event-feed.tsx";
import { readDeviceFeed } from "#components/events/queries.ts";
import { waitingWords } from "#components/rollouts/device-reason.ts";
import { DeviceState } from "#components/rollouts/device-state-badge.tsx";
import { moveRolloutDevice, readRolloutDevice, rolloutKeys } from "#components/rollouts/queries.ts";
import { useMay } from "#components/session.tsx";
import { Button } from "#components/ui/button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { Drawer } from "#components/ui/drawer.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { Fact, Facts } from "#components/ui/panel.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import type { RolloutDeviceView, RolloutView } from "#lib/rollouts/view.ts";

type DeviceDrawerProps = { rollout: RolloutView; deviceId: string | null; close: () => void };

/** One device in this rollout: where it stands, why, what happened to it, and what can be done. */
export function DeviceDrawer({ rollout, deviceId, close }: DeviceDrawerProps) {
  return (
    <Drawer open={deviceId !== null} onOpenChange={close} title="Device in this rollout">
      {deviceId && <DeviceDetails rollout={rollout} deviceId={deviceId} />}
    </Drawer>
  );
}

function DeviceDetails({ rollout, deviceId }: { rollout: RolloutView; deviceId: string }) {
  const device = useQuery({
    queryKey: rolloutKeys.device(rollout.id, deviceId),
    queryFn: ({ signal }) => readRolloutDevice(rollout.id, deviceId, signal),
  });
  const feed = useQuery({
    queryKey: [...rolloutKeys.device(rollout.id, deviceId), "feed"],
    queryFn: ({ signal }) => readDeviceFeed(rollout.id, deviceId, signal),
  });
  if (device.isError) return <ErrorState error={device.error} retry={() => void device.refetch()} />;
  if (!device.data) return <SkeletonRows rows={4} label="Loading the device" />;

  const { data } = device;
  return (
    <>
      <div className="space-y-3 border-b border-line p-4">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h3 className="text-lg font-semibold">{data.name}</h3>
          <DeviceState status={data.status} />
        </div>
        {data.reason && <p className="text-muted">{data.reason}</p>}
        <Facts>
          <Fact label="Batch">{data.batchIndex + 1}</Fact>
          <Fact label="Tries">{data.attempts}</Fact>
          {data.waitingFor && <Fact label="Waits for">{waitingWords[data.waitingFor]}</Fact>}
          {data.progress !== null && <Fact label="Progress">{data.progress}%</Fact>}
          <Fact label="Ran before">{data.previousVersion ?? "unknown"}</Fact>
          <Fact label="Changed">
            <RelativeTime at={data.updatedAt} />
          </Fact>
        </Facts>
        <div className="flex flex-wrap gap-2">
          <Button asChild size="sm">
            <Link href={`/devices/${data.deviceId}`}>
              <ExternalLink aria-hidden />
              Open the device
            </Link>
          </Button>
          <DeviceActions rollout={rollout} device={data} />
        </div>
      </div>
      {feed.data && <EventList events={feed.data.items} />}
    </>
  );
}

type DeviceMove = "rollback" | "retry" | "leave-out";

function DeviceActions({ rollout, device }: { rollout: RolloutView; device: RolloutDeviceView }) {
  const client = useQueryClient();
  const mayWrite = useMay("rollouts:write");
  const [asked, setAsked] = useState<DeviceMove | null>(null);
  const canRollBack =
    rollout.allowedActions.includes("rollBackDevice") && ["updating", "healthy", "failed"].includes(device.status);
  const canRetry = rollout.allowedActions.includes("retry") && ["failed", "rolledBack"].includes(device.status);
  const hasNotBegun = device.status === "pending" || device.status === "scheduled" || device.waitingFor !== null;
  const canLeaveOut = rollout.allowedActions.includes("leaveOutDevice") && hasNotBegun;
  if (!mayWrite) return null;

  async function act(action: DeviceMove, reason: string | undefined) {
    try {
      await moveRolloutDevice(rollout.id, device.deviceId, action, reason);
    } finally {
      void client.invalidateQueries({ queryKey: rolloutKeys.all });
    }
  }

  return (
    <>
      {canRetry && (
        <Button size="sm" onClick={() => setAsked("retry")}>
          <RotateCw aria-hidden />
          Retry…
        </Button>
      )}
      {canRollBack && (
        <Button size="sm" className="text-bad-ink" onClick={() => setAsked("rollback")}>
          <Undo2 aria-hidden />
          Roll back…
        </Button>
      )}
      {canLeaveOut && (
        <Button size="sm" onClick={() => setAsked("leave-out")}>
          <SkipForward aria-hidden />
          Leave out…
        </Button>
      )}
      {asked && (
        <ConfirmDialog
          open
          onOpenChange={() => setAsked(null)}
          {...questions[asked](rollout, device)}
          danger={asked === "rollback"}
          askReason
          onConfirm={(reason) => act(asked, reason)}
        />
      )}
    </>
  );
}

interface Question {
  title: string;
  confirmLabel: string;
  children: string;
}

const questions: Record<DeviceMove, (rollout: RolloutView, device: RolloutDeviceView) => Question> = {
  retry: ({ toVersion }, { name }) => ({
    title: `Retry ${name}?`,
    confirmLabel: "Retry 1 device",
    children: `It will be offered ${toVersion} again.`,
  }),
  rollback: (_rollout, { name, previousVersion }) => ({
    title: `Roll back ${name}?`,
    confirmLabel: "Roll back 1 device",
    children: `It will be told to go back to ${previousVersion ?? "what it ran before"}. The others are not touched.`,
  }),
  "leave-out": ({ toVersion }, { name }) => ({
    title: `Go on without ${name}?`,
    confirmLabel: "Leave out 1 device",
    children: `It will not be offered ${toVersion} by this rollout any more, and the rollout does not wait for it.`,
  }),
};
