import type { Metadata } from "next";
import Link from "next/link";
import { Notice } from "#components/ui/notice.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Fact, Facts, Panel } from "#components/ui/panel.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { BODY_SHOWN_AT_ONCE_BYTES } from "#components/webhooks/body-size.ts";
import { DeliveryBody } from "#components/webhooks/delivery-body.tsx";
import { JudgedPushes } from "#components/webhooks/judged-pushes.tsx";
import { DeliveryStatusBadge, formatNames, Proof } from "#components/webhooks/looks.tsx";
import { ReplayDelivery } from "#components/webhooks/replay-delivery.tsx";
import { mayDo } from "#lib/access/rules/actor.ts";
import { loadOne, type PageRequest } from "#lib/http/load-page.ts";
import { getPageContext } from "#lib/http/page-context.ts";
import { getDelivery } from "#lib/intake/get-delivery.ts";
import type { DeliveryView } from "#lib/intake/view-deliveries.ts";

export const metadata: Metadata = { title: "Webhook delivery" };

export default async function DeliveryPage({ params }: PageRequest<"deliveryId">) {
  const ctx = await getPageContext();
  const { deliveryId } = await params;
  const delivery = await loadOne(() => getDelivery(ctx, { deliveryId }));

  return (
    <>
      <PageHeader
        title={
          <>
            Delivery <RelativeTime at={delivery.receivedAt} />
          </>
        }
        breadcrumbs={[{ label: "Webhooks", href: "/webhooks" }]}
        badge={<DeliveryStatusBadge status={delivery.status} />}
        actions={mayDo(ctx.actor, "webhooks:write") && <ReplayDelivery delivery={delivery} />}
      >
        <DeliveryFacts delivery={delivery} />
      </PageHeader>
      <div className="space-y-4">
        {delivery.reason && (
          <Notice kind={delivery.status === "accepted" ? "info" : "warn"} title="Why">
            {delivery.reason}
          </Notice>
        )}
        <Panel title="What it was turned into">
          <JudgedPushes pushes={delivery.pushes} />
        </Panel>
        <div className="grid items-start gap-4 lg:grid-cols-[20rem_minmax(0,1fr)]">
          <Headers headers={delivery.headers} />
          <DeliveryBody
            deliveryId={delivery.id}
            sizeBytes={delivery.bodySizeBytes}
            given={delivery.bodySizeBytes <= BODY_SHOWN_AT_ONCE_BYTES ? delivery.body : null}
          />
        </div>
      </div>
    </>
  );
}

const routeNames: Record<DeliveryView["route"], string> = {
  dockerRegistry: "/webhooks/docker-registry",
  github: "/webhooks/github",
  source: "an address of its own",
};

function DeliveryFacts({ delivery }: { delivery: DeliveryView }) {
  return (
    <Facts className="mt-3">
      <Fact label="Proof">
        <Proof authenticity={delivery.authenticity} />
      </Fact>
      <Fact label="Format">{delivery.format ? formatNames[delivery.format] : "unknown"}</Fact>
      <Fact label="Came to">{delivery.source?.name ?? routeNames[delivery.route]}</Fact>
      <Fact label="From">{delivery.remoteAddress ?? "unknown"}</Fact>
      {delivery.replayOfId && (
        <Fact label="Replay of">
          <Link href={`/webhooks/${delivery.replayOfId}`} className="rounded text-accent-ink hover:underline">
            an earlier delivery
          </Link>
        </Fact>
      )}
    </Facts>
  );
}

function Headers({ headers }: { headers: Record<string, string> }) {
  return (
    <Panel title="Headers">
      <dl className="divide-y divide-line">
        {Object.entries(headers).map(([name, value]) => (
          <div key={name} className="px-3 py-1.5">
            <dt className="text-xs text-muted">{name}</dt>
            <dd className="font-mono text-xs">{value}</dd>
          </div>
        ))}
      </dl>
      {Object.keys(headers).length === 0 && <p className="p-3 text-muted">None worth keeping.</p>}
    </Panel>
  );
}
