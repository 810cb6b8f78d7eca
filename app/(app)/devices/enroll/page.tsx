import { Boxes } from "lucide-react";
import type { Metadata } from "next";
import { EnrollDevices } from "#components/enroll/enroll-devices.tsx";
import { CreateFleet } from "#components/fleets/create-fleet.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { mayDo } from "#lib/access/rules/actor.ts";
import { listFleets } from "#lib/devices/list-fleets.ts";
import { loadPage } from "#lib/http/load-page.ts";
import { getPageContext } from "#lib/http/page-context.ts";

export const metadata: Metadata = { title: "Enroll devices" };

export default async function EnrollPage() {
  const ctx = await getPageContext();
  const fleets = await loadPage(() => listFleets(ctx, { limit: 500 }));
  return (
    <>
      <PageHeader
        title="Enroll devices"
        breadcrumbs={[{ label: "Devices", href: "/devices" }]}
        description="Connect a device by copy and paste. It calls Slipway; nothing has to reach the device."
      />
      {!mayDo(ctx.actor, "devices:write") ? (
        <Notice kind="info" title="Your role may look at devices, not add any">
          Ask an operator or an administrator.
        </Notice>
      ) : fleets.items.length === 0 ? (
        <EmptyState icon={Boxes} title="No fleets yet">
          <p className="mb-3">Devices join a fleet. Make the first one:</p>
          <CreateFleet />
        </EmptyState>
      ) : (
        <EnrollDevices fleets={fleets.items} />
      )}
    </>
  );
}
