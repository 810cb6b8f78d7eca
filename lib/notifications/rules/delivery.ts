// How far is a message?

/** gathering: more may come to it; pending: it is (re)tried; the others are final. */
export const DELIVERY_STATUSES = ["gathering", "pending", "delivered", "failed", "cancelled"] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

/** Says whether it makes sense to send a message again by hand: what is still on its way comes anyway. */
export function canRedeliver(status: DeliveryStatus): boolean {
  return status === "delivered" || status === "failed" || status === "cancelled";
}

/** What waits for its first try is over in a moment; a later try may be hours away. */
export function isMoving({ status, attempt }: { status: DeliveryStatus; attempt: number }): boolean {
  return status === "pending" && attempt === 0;
}
