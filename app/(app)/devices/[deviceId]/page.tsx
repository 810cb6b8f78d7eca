import { History } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { cache } from "react";
import { ActionTimeline } from "#components/devices/action-timeline.tsx";
import { AttributesTable } from "#components/devices/attributes-table.tsx";
import { ConnectionPanel } from "#components/devices/connection-panel.tsx";
import { DeviceMenu } from "#components/devices/device-menu.tsx";
import { HealthFacts } from "#components/devices/health-facts.tsx";
import { OutlookList } from "#components/devices/outlook-list.tsx";
import { PresenceBadge } from "#components/devices/presence-badge.tsx";
import { RunningApps } from "#components/devices/running-apps.tsx";
import { LivePage } from "#components/live/live-page.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Pager } from "#components/ui/pager.tsx";
import { Fact, Facts, Panel } from "#components/ui/panel.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { explainDevice } from "#lib/check-in/explain-device.ts";
import { getDevice } from "#lib/devices/find.ts";
import { listDeviceActions } from "#lib/devices/list-actions.ts";
import { listFleets } from "#lib/devices/list-fleets.ts";
import type { DeviceView } from "#lib/devices/view.ts";
import type { EventType } from "#lib/events/types.ts";
import { readUsualPollSeconds } from "#lib/hawkbit/usual-poll-seconds.ts";
import { loadOne, loadPage, type PageRequest, pickQuery } from "#lib/http/load-page.ts";
import { getPageContext } from "#lib/http/page-context.ts";

type DevicePageRequest = PageRequest<"deviceId">;

const ACTIONS_ON_PAGE = 25;
/** What is offered to it may change with any rollout. */
const ROLLOUT_NEWS: readonly EventType[] = [
  "rollout_created",
  "rollout_started",
  "rollout_paused",
  "rollout_resumed",
  "rollout_completed",
  "rollout_cancelled",
  "batch_started",
  "batch_approved",
];
const ROLLOUT_NEWS_CALM_MS = 5_000;
const NEWS: readonly EventType[] = [
  "device_details_changed",
  "device_retired",
  "device_scheduled",
  "device_withdrawn",
  "device_accepted",
  "device_updated",
  "device_failed",
  "device_retried",
  "device_rolling_back",
  "device_rolled_back",
  "health_check_passed",
  "health_check_failed",
];

const readDevice = cache(async (deviceId: string) => {
  const ctx = await getPageContext();
  return loadOne(() => getDevice(ctx, { deviceId }));
});

export async function generateMetadata({ params }: DevicePageRequest): Promise<Metadata> {
  return { title: (await readDevice((await params).deviceId)).name };
}

export default async function DevicePage({ params, searchParams }: DevicePageRequest) {
  const { deviceId } = await params;
  const ctx = await getPageContext();
  const device = await readDevice(deviceId);
  const paging = pickQuery(await searchParams, ["cursor"]);
  const [actions, fleets, outlook, usualPollSeconds] = await loadPage(() =>
    Promise.all([
      listDeviceActions(ctx, { deviceId, limit: ACTIONS_ON_PAGE, ...paging }),
      listFleets(ctx, { limit: 500 }),
      explainDevice(ctx, { deviceId }),
      readUsualPollSeconds(ctx, device),
    ]),
  );

  return (
    <>
      <PageHeader
        title={device.name}
        breadcrumbs={[{ label: "Devices", href: "/devices" }]}
        badge={<PresenceBadge device={device} />}
        actions={<DeviceMenu device={device} fleets={fleets.items.map(({ name }) => name)} />}
      >
        <DeviceFacts device={device} />
      </PageHeader>
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="space-y-4">
          <Panel title="What comes next">
            <OutlookList outlook={outlook.items} />
          </Panel>
          <Panel title="Runs now">
            <RunningApps apps={device.apps} />
          </Panel>
          <Panel title="What it was told to do">
            {actions.items.length > 0 ? (
              <ActionTimeline deviceId={device.id} actions={actions.items} />
            ) : (
              <EmptyState icon={History} title="Nothing yet">
                When a rollout selects this device, each update and how it went stands here.
              </EmptyState>
            )}
            <Pager nextCursor={actions.nextCursor} shown={actions.items.length} noun="actions" />
          </Panel>
        </div>
        <div className="space-y-4">
          <Panel title="Health">
            <HealthFacts device={device} />
          </Panel>
          <ConnectionPanel device={device} usualPollSeconds={usualPollSeconds} />
          <Panel title="Tags" bodyClassName="flex flex-wrap gap-1.5 p-3">
            {device.tags.length === 0 && <p className="text-muted">None.</p>}
            {device.tags.map((tag) => (
              <Link key={tag} href={`/devices?tag=${encodeURIComponent(tag)}`} className="max-w-full rounded">
                <Badge className="hover:border-line-strong">{tag}</Badge>
              </Link>
            ))}
          </Panel>
          <Panel title="Attributes">
            <AttributesTable attributes={device.attributes} />
          </Panel>
        </div>
      </div>
      <LivePage types={NEWS} subjectId={device.id} />
      <LivePage types={ROLLOUT_NEWS} calmMs={ROLLOUT_NEWS_CALM_MS} />
    </>
  );
}

function DeviceFacts({ device }: { device: DeviceView }) {
  return (
    <Facts className="mt-3">
      <Fact label="Fleet">
        {device.fleet ? (
          <Link href={`/fleets/${device.fleet.id}`} className="rounded hover:underline">
            {device.fleet.name}
          </Link>
        ) : (
          <span className="text-faint">none</span>
        )}
      </Fact>
      <Fact label="Channel">
        {device.channel ?? <span className="text-faint">{device.fleet ? "its fleet’s" : "stable"}</span>}
      </Fact>
      <Fact label="Last seen">
        <RelativeTime at={device.lastSeenAt} />
      </Fact>
      <Fact label="Address">{device.address ?? <span className="text-faint">unknown</span>}</Fact>
      <Fact label="Registered">
        <RelativeTime at={device.createdAt} />
      </Fact>
      {device.retiredAt && (
        <Fact label="Retired">
          <RelativeTime at={device.retiredAt} />
        </Fact>
      )}
      <Fact label="Id">
        <span className="inline-flex items-center gap-0.5">
          <code className="truncate font-mono text-xs">{device.uuid}</code>
          <CopyButton text={device.uuid} label="Copy id" className="-my-1" />
        </span>
      </Fact>
    </Facts>
  );
}
