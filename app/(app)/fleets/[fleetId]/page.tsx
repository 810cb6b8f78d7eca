import { Cable } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { cache } from "react";
import { withQuery } from "#components/api.ts";
import { RegisterDevice } from "#components/devices/register-device.tsx";
import { CreateEnrollmentToken } from "#components/fleets/create-enrollment-token.tsx";
import { EnrollmentTokens } from "#components/fleets/enrollment-tokens.tsx";
import { FleetMenu } from "#components/fleets/fleet-menu.tsx";
import { VersionBreakdown } from "#components/fleets/version-breakdown.tsx";
import { AdoptionPanel } from "#components/overview/adoption-panel.tsx";
import { LivePage } from "#components/live/live-page.tsx";
import { Button } from "#components/ui/button.tsx";
import { countOf, formatNumber } from "#components/ui/format.ts";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { Stat, StatStrip } from "#components/ui/stat.tsx";
import { mayDo } from "#lib/access/rules/actor.ts";
import { countVersions } from "#lib/devices/count-versions.ts";
import { getFleet } from "#lib/devices/get-fleet.ts";
import { listEnrollmentTokens } from "#lib/devices/list-enrollment-tokens.ts";
import type { EventType } from "#lib/events/types.ts";
import { loadOne, loadPage, type PageRequest } from "#lib/http/load-page.ts";
import { getPageContext } from "#lib/http/page-context.ts";
import { STABLE } from "#lib/products/rules/channel.ts";

type FleetPageRequest = PageRequest<"fleetId">;

const NEWS: readonly EventType[] = [
  "fleet_updated",
  "device_registered",
  "device_retired",
  "device_deleted",
  "device_updated",
];
const TOKENS_SHOWN_MAX = 100;

const readFleet = cache(async (fleetId: string) => {
  const ctx = await getPageContext();
  return loadOne(() => getFleet(ctx, { fleetId }));
});

export async function generateMetadata({ params }: FleetPageRequest): Promise<Metadata> {
  return { title: (await readFleet((await params).fleetId)).name };
}

export default async function FleetPage({ params }: FleetPageRequest) {
  const ctx = await getPageContext();
  const fleet = await readFleet((await params).fleetId);
  const mayWrite = mayDo(ctx.actor, "fleets:write");
  const mayEnroll = mayDo(ctx.actor, "devices:write");
  const [versions, tokens] = await loadPage(() =>
    Promise.all([
      countVersions(ctx, { fleetId: fleet.id }),
      // Who may not enroll devices has no use for the list, and may not see it.
      mayEnroll ? listEnrollmentTokens(ctx, { fleetId: fleet.id, limit: TOKENS_SHOWN_MAX }) : null,
    ]),
  );
  const devicesHref = `/devices?fleet=${encodeURIComponent(fleet.name)}`;

  return (
    <>
      <PageHeader
        title={fleet.name}
        breadcrumbs={[{ label: "Fleets", href: "/fleets" }]}
        description={fleet.description}
        actions={
          <>
            <Button asChild>
              <Link href={devicesHref}>Show {countOf(fleet.deviceCount, "device")}</Link>
            </Button>
            {mayEnroll && (
              <Button asChild>
                <Link href={withQuery("/devices/enroll", { fleet: fleet.name })}>
                  <Cable aria-hidden />
                  Enroll devices
                </Link>
              </Button>
            )}
            {mayEnroll && <RegisterDevice fleets={[fleet.name]} fleet={fleet.name} />}
            {mayWrite && <FleetMenu fleet={fleet} />}
          </>
        }
      />
      <StatStrip className="mb-4">
        <Stat label="Channel" value={fleet.channel ?? STABLE} />
        <Stat label="Devices" value={formatNumber(fleet.deviceCount)} href={devicesHref} />
        <Stat label="Online" value={formatNumber(fleet.onlineCount)} href={`${devicesHref}&seen=online`} />
        <Stat
          label="Offline or never seen"
          value={formatNumber(fleet.deviceCount - fleet.onlineCount)}
          href={`${devicesHref}&seen=offline`}
        />
      </StatStrip>
      <div className="mb-4">
        <AdoptionPanel
          title="Versions over time"
          fleetId={fleet.id}
          apps={[...new Set(versions.items.map(({ app }) => app))]}
        />
      </div>
      <div className="grid items-start gap-4 xl:grid-cols-2">
        <Panel title="What the devices run">
          <VersionBreakdown counts={versions.items} fleet={fleet.name} />
        </Panel>
        {tokens && (
          <Panel title="Enrollment tokens" actions={<CreateEnrollmentToken fleet={fleet} />}>
            <EnrollmentTokens tokens={tokens.items} />
          </Panel>
        )}
      </div>
      <LivePage types={NEWS} />
    </>
  );
}
