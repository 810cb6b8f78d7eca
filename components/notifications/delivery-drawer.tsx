"use client";

import { useQuery } from "@tanstack/react-query";
import { RotateCw } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { DeliveryStatusBadge } from "#components/notifications/looks.tsx";
import { notificationKeys, readDelivery, redeliver } from "#components/notifications/queries.ts";
import { TryList } from "#components/notifications/try-list.tsx";
import { useMay } from "#components/session.tsx";
import { Button } from "#components/ui/button.tsx";
import { Drawer } from "#components/ui/drawer.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { formatDuration } from "#components/ui/format.ts";
import { FormError } from "#components/ui/form-error.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { toast } from "#components/ui/toast.tsx";
import { useSubmit } from "#components/ui/use-submit.ts";
import { canRedeliver } from "#lib/notifications/rules/delivery.ts";
import { pausesAfterNext } from "#lib/notifications/rules/retry.ts";
import type { Notice } from "#lib/notifications/rules/notice.ts";
import type { DeliveryDetailView } from "#lib/notifications/view.ts";

/** One message: what it tells, every try, and the way to send it again. */
export function DeliveryDrawer({ deliveryId, close }: { deliveryId: string; close: () => void }) {
  const delivery = useQuery({
    queryKey: notificationKeys.delivery(deliveryId),
    queryFn: ({ signal }) => readDelivery(deliveryId, signal),
  });
  return (
    <Drawer open onOpenChange={close} title={delivery.data?.title ?? "Message"}>
      {delivery.isError ? (
        <ErrorState error={delivery.error} retry={() => void delivery.refetch()} />
      ) : !delivery.data ? (
        <SkeletonRows rows={4} label="Loading the message" />
      ) : (
        <Detail delivery={delivery.data} close={close} />
      )}
    </Drawer>
  );
}

function Detail({ delivery, close }: { delivery: DeliveryDetailView; close: () => void }) {
  const router = useRouter();
  const mayWrite = useMay("notifications:write");
  const { submit, isBusy, error } = useSubmit(async () => {
    await redeliver(delivery.id);
    toast({ kind: "good", title: `${delivery.title} is sent again` });
    close();
    router.refresh();
  });
  return (
    <div className="space-y-4 p-4">
      <div className="flex flex-wrap items-center gap-2">
        <DeliveryStatusBadge status={delivery.status} />
        <span className="text-muted">{delivery.channelName}</span>
        {mayWrite && canRedeliver(delivery.status) && (
          <Button size="sm" className="ml-auto" busy={isBusy} onClick={() => void submit()}>
            <RotateCw aria-hidden />
            Send again
          </Button>
        )}
      </div>
      <FormError error={error} title="It was not sent again" />
      <p className="text-xs text-muted">
        Receivers know it as <code className="font-mono break-all">{delivery.messageId}</code>
      </p>
      <Told delivery={delivery} />
      <section aria-label="Tries">
        <TryList tries={delivery.tries} />
        <ToCome delivery={delivery} />
      </section>
    </div>
  );
}

/** When it is tried next, and how it goes on as long as that fails. */
function ToCome({ delivery: { status, attempt, nextAttemptAt } }: { delivery: DeliveryDetailView }) {
  if (nextAttemptAt === null || (status !== "pending" && status !== "gathering")) return null;
  const later = pausesAfterNext(attempt).map(formatDuration);
  return (
    <p className="mt-2 text-xs text-muted">
      {attempt === 0 ? "Sent" : "Tried again"} <RelativeTime at={nextAttemptAt} />.{" "}
      {later.length === 0
        ? "It is given up where that fails."
        : `Where that fails, again after ${later.join(", ")}; then it is given up.`}
    </p>
  );
}

function Told({ delivery: { message } }: { delivery: DeliveryDetailView }) {
  if (message.kind === "test") return null;
  const notices: readonly Notice[] = message.kind === "notice" ? [message.notice] : message.notices;
  return (
    <ul className="space-y-1">
      {notices.map((notice) => (
        <li key={notice.seq}>
          {notice.path === null ? (
            notice.text
          ) : (
            <Link href={notice.path} className="rounded hover:underline">
              {notice.text}
            </Link>
          )}
          {notice.cause && <span className="block text-xs text-muted">{notice.cause}</span>}
        </li>
      ))}
      {message.kind === "digest" && message.more > 0 && <li className="text-muted">and {message.more} more</li>}
    </ul>
  );
}
