"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { RolloutFeed } from "#components/events/rollout-feed.tsx";
import { useLiveRefresh } from "#components/live/use-live-events.ts";
import { RiskPanel } from "#components/risk/risk-panel.tsx";
import { BatchBar } from "#components/rollouts/batch-bar.tsx";
import { DeviceDrawer } from "#components/rollouts/device-drawer.tsx";
import { DeviceGrid } from "#components/rollouts/device-grid.tsx";
import { DeviceLegend } from "#components/rollouts/device-legend.tsx";
import { DeviceTable } from "#components/rollouts/device-table.tsx";
import { HeldNotice } from "#components/rollouts/held-notice.tsx";
import { FailurePanel } from "#components/rollouts/failure-panel.tsx";
import { ALL_ROLLOUT_EVENTS, moveRollout, readRollout, rolloutKeys } from "#components/rollouts/queries.ts";
import { batchRollbackQuestion } from "#components/rollouts/questions.tsx";
import { RolloutFacts } from "#components/rollouts/rollout-facts.tsx";
import { RolloutActions } from "#components/rollouts/rollout-actions.tsx";
import { RolloutProgressStrip } from "#components/rollouts/rollout-progress.tsx";
import { RolloutReason } from "#components/rollouts/rollout-reason.tsx";
import { RolloutStateBadge } from "#components/rollouts/rollout-state-badge.tsx";
import { useMay } from "#components/session.tsx";
import { useAddress } from "#components/ui/address.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { formatNumber } from "#components/ui/format.ts";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { countDevices, type DeviceStatus } from "#lib/rollouts/rules/rollout.ts";
import type { BatchView, RolloutView } from "#lib/rollouts/view.ts";

const SMALL_FLEET = 2000;
const SMALL_CALM_MS = 1000;
const LARGE_CALM_MS = 4000;

/** One rollout as it happens. */
export function RolloutLive({ initial }: { initial: RolloutView }) {
  const address = useAddress();
  const mayWrite = useMay("rollouts:write");
  const [batchAsked, setBatchAsked] = useState<BatchView | null>(null);
  const { data: rollout } = useQuery({
    queryKey: rolloutKeys.one(initial.id),
    queryFn: ({ signal }) => readRollout(initial.id, signal),
    initialData: initial,
    // Going back shows a page that the browser kept, with what was so at that time.
    staleTime: 0,
  });
  useRefresh(rollout);

  const deviceId = address.get("device");
  const showDevice = (id: string | null) => address.replaceHere({ device: id });
  const status = address.get("status") as DeviceStatus | null;
  const total = countDevices(rollout.counts);

  return (
    <>
      <PageHeader
        breadcrumbs={[{ label: "Rollouts", href: "/rollouts" }]}
        title={
          <>
            <span className="font-normal text-faint">#{rollout.number}</span>{" "}
            <Link href={`/products/${rollout.product.id}`} className="rounded hover:underline">
              {rollout.product.slug}
            </Link>{" "}
            {rollout.toVersion}
          </>
        }
        badge={<RolloutStateBadge status={rollout.status} />}
        actions={<RolloutActions rollout={rollout} />}
      />
      <RolloutReason rollout={rollout} />
      <HeldNotice rollout={rollout} />
      <RolloutFacts rollout={rollout} />
      <BatchBar rollout={rollout} onRollBack={mayWrite ? setBatchAsked : undefined} />
      <RolloutProgressStrip rollout={rollout} />

      <div className="mt-4 grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_24rem]">
        <div className="min-w-0 space-y-4">
          <Panel title="Devices" count={formatNumber(total)} bodyClassName="p-3">
            <DeviceLegend
              counts={rollout.counts}
              selected={status}
              onSelect={(next) => address.replaceHere({ status: next })}
            />
            <div className="mt-3">
              <DeviceGrid rollout={rollout} highlight={status} onOpen={showDevice} />
            </div>
          </Panel>
          <Panel>
            <DeviceTable rollout={rollout} selectedId={deviceId} onOpen={showDevice} />
          </Panel>
        </div>
        <div className="min-w-0 space-y-4">
          <FailurePanel rollout={rollout} />
          <RiskPanel subject={{ rolloutId: rollout.id }} />
          <Panel title="What happened">
            <RolloutFeed rolloutId={rollout.id} queryKey={rolloutKeys.feed(rollout.id)} />
          </Panel>
        </div>
      </div>

      <DeviceDrawer rollout={rollout} deviceId={deviceId} close={() => showDevice(null)} />
      {batchAsked && <BatchRollback rollout={rollout} batch={batchAsked} close={() => setBatchAsked(null)} />}
    </>
  );
}

function BatchRollback({ rollout, batch, close }: { rollout: RolloutView; batch: BatchView; close: () => void }) {
  const client = useQueryClient();
  const asked = batchRollbackQuestion(rollout, batch);
  return (
    <ConfirmDialog
      open
      onOpenChange={close}
      title={asked.title}
      confirmLabel={asked.confirmLabel}
      danger
      askReason
      onConfirm={async (reason) => {
        await moveRollout(rollout.id, asked.action, { ...asked.body, reason });
        void client.invalidateQueries({ queryKey: rolloutKeys.all });
      }}
    >
      {asked.consequences}
    </ConfirmDialog>
  );
}

/** A large fleet's grid weighs more than its news, so it is read less often. */
function useRefresh(rollout: RolloutView): void {
  const isLarge = countDevices(rollout.counts) > SMALL_FLEET;
  const { id } = rollout;
  const concerns = (event: { rolloutId?: string | null; subject: { id: string } }) =>
    event.rolloutId === id || event.subject.id === id;
  useLiveRefresh({ types: ALL_ROLLOUT_EVENTS, concerns, keys: [rolloutKeys.one(id), rolloutKeys.feed(id)] });
  useLiveRefresh({
    types: ALL_ROLLOUT_EVENTS,
    concerns,
    keys: [rolloutKeys.grid(id), rolloutKeys.devices(id), rolloutKeys.failures(id), rolloutKeys.progress(id)],
    calmMs: isLarge ? LARGE_CALM_MS : SMALL_CALM_MS,
  });
}
