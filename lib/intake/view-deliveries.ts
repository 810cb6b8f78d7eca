import type { DeliveryRecord } from "#lib/intake/store-deliveries.ts";
import { replayObjection } from "#lib/intake/rules/delivery.ts";
import type { DeliveryStatus } from "#lib/intake/rules/verdict.ts";

/** What the sender of a webhook is told. */
export interface DeliveryAnswer {
  deliveryId: string;
  status: DeliveryStatus;
  rollouts: string[];
  reason?: string;
  /** The run of a CI system that it told of. */
  ciRunId?: string;
}

export type DeliveryListItem = Omit<
  DeliveryRecord,
  "receivedAt" | "headers" | "keptBytes" | "sourceId" | "sourceName"
> & {
  source: { id: string; name: string } | null;
  receivedAt: string;
  /** Why it cannot be replayed; null when it can. */
  replayObjection: string | null;
};

export interface DeliveryView extends DeliveryListItem {
  /** Without secrets. */
  headers: Record<string, string>;
  body: { text: string; isTruncated: boolean };
}

export function toDeliveryListItem(record: DeliveryRecord): DeliveryListItem {
  const { sourceId, sourceName, headers: _headers, keptBytes: _keptBytes, receivedAt, ...rest } = record;
  return {
    ...rest,
    source: sourceId === null ? null : { id: sourceId, name: sourceName ?? "" },
    receivedAt: receivedAt.toISOString(),
    replayObjection: replayObjection({ status: record.status, isTruncated: isTruncated(record) }),
  };
}

/** Shows a delivery whole. Bytes that are no text are shown as their replacement character. */
export function toDeliveryView(record: DeliveryRecord, body: Uint8Array): DeliveryView {
  return {
    ...toDeliveryListItem(record),
    headers: record.headers,
    body: { text: new TextDecoder().decode(body), isTruncated: isTruncated(record) },
  };
}

export function isTruncated(record: DeliveryRecord): boolean {
  return record.keptBytes < record.bodySizeBytes;
}
