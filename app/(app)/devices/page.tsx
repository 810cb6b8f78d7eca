import { Cable, Cpu } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { withQuery } from "#components/api.ts";
import { DeviceFilters } from "#components/devices/device-filters.tsx";
import { DeviceList } from "#components/devices/device-list.tsx";
import { RegisterDevice } from "#components/devices/register-device.tsx";
import { LivePage } from "#components/live/live-page.tsx";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { countOf, formatNumber } from "#components/ui/format.ts";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Pager } from "#components/ui/pager.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { mayDo } from "#lib/access/rules/actor.ts";
import { countDevices } from "#lib/devices/count.ts";
import { listFleets } from "#lib/devices/list-fleets.ts";
import { findDeviceQueryFault } from "#lib/devices/rules/device-query.ts";
import { listDevices } from "#lib/devices/list.ts";
import { summarizeDevices } from "#lib/devices/summarize.ts";
import type { EventType } from "#lib/events/types.ts";
import type { DeviceView } from "#lib/devices/view.ts";
import type { Page } from "#lib/kernel/page.ts";
import { loadPage, type PageRequest, pickQuery } from "#lib/http/load-page.ts";
import { getPageContext } from "#lib/http/page-context.ts";

export const metadata: Metadata = { title: "Devices" };

const FILTERS = ["fleet", "tag", "q", "seen", "notSeenSince", "app", "version", "retired"] as const;
const NO_DEVICES: Page<DeviceView> = { items: [], nextCursor: null };
const NEWS: readonly EventType[] = [
  "device_registered",
  "device_details_changed",
  "device_retired",
  "device_deleted",
  "device_updated",
];

export default async function DevicesPage({ searchParams }: PageRequest) {
  const ctx = await getPageContext();
  const params = await searchParams;
  const filters = pickQuery(params, FILTERS);
  const query = { ...filters, ...pickQuery(params, ["sort", "cursor"]) };
  const fault = filters.q === undefined ? null : findDeviceQueryFault(filters.q);
  const isFiltered = Object.keys(filters).length > 0;
  const [devices, fitting, fleets, summary] = await loadPage(() =>
    Promise.all([
      fault ? NO_DEVICES : listDevices(ctx, query),
      fault || !isFiltered ? null : countDevices(ctx, filters),
      listFleets(ctx, { limit: 500 }),
      summarizeDevices(ctx),
    ]),
  );
  const fleetNames = fleets.items.map(({ name }) => name);

  return (
    <>
      <PageHeader
        title="Devices"
        description={`${countOf(summary.total, "device")}: ${formatNumber(summary.online)} online, ${formatNumber(summary.offline)} offline, ${formatNumber(summary.neverSeen)} never seen.`}
        actions={
          mayDo(ctx.actor, "devices:write") && (
            <>
              <Button asChild>
                <Link href={withQuery("/devices/enroll", { fleet: fleetNames.find((name) => name === filters.fleet) })}>
                  <Cable aria-hidden />
                  Enroll devices
                </Link>
              </Button>
              <RegisterDevice fleets={fleetNames} fleet={filters.fleet} />
            </>
          )
        }
      />
      <DeviceFilters fleets={fleetNames} fault={fault} />
      {fitting && fitting.count > 0 && (
        <p aria-live="polite" className="mb-2 text-muted">
          <span className="font-medium text-ink">{countOf(fitting.count, "device")}</span>{" "}
          {fitting.count === 1 ? "fits." : "fit."}
        </p>
      )}
      <Panel>
        <DeviceList devices={devices.items} empty={fault ? <Unread /> : isFiltered ? <NothingFits /> : <NoDevices />} />
        <Pager nextCursor={devices.nextCursor} shown={devices.items.length} noun="devices" />
      </Panel>
      <LivePage types={NEWS} />
    </>
  );
}

function Unread() {
  return (
    <EmptyState icon={Cpu} title="The query cannot be read yet">
      Mend the marked place, and the devices that fit stand here.
    </EmptyState>
  );
}

function NothingFits() {
  return (
    <EmptyState icon={Cpu} title="No device fits these filters">
      Take one of them away, or describe the devices in another way.
    </EmptyState>
  );
}

function NoDevices() {
  return (
    <EmptyState icon={Cpu} title="No devices yet" command="npx slipway simulate --devices 50 --token slp_…">
      Register one above, let devices enroll themselves with a fleet&rsquo;s enrollment token, or try a simulated fleet:
    </EmptyState>
  );
}
