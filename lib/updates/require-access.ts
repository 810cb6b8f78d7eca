import { notSignedIn } from "#lib/access/require-permission.ts";
import { mayDo, reachOf, type Actor } from "#lib/access/rules/actor.ts";
import { reachesProduct } from "#lib/access/rules/reach.ts";
import { DomainError, notFound } from "#lib/kernel/errors.ts";

/**
 * Lets pass who may know of a product's updates. What is private is told to people and programs that may read versions
 * and reach the product, and to devices that have proved who they are. Throws UNAUTHENTICATED, FORBIDDEN or NOT_FOUND.
 */
export function requireAccess(
  actor: Actor,
  product: { id: string; isPrivate: boolean },
  deviceId: string | undefined,
): void {
  if (actor.kind === "device" && deviceId !== undefined && deviceId !== actor.id) {
    throw new DomainError("FORBIDDEN", "A device speaks for itself: deviceId is another one's.");
  }
  if (!product.isPrivate || actor.kind === "device") return;
  if (mayDo(actor, "versions:read") && reachesProduct(reachOf(actor), product.id)) return;
  throw actor.kind === "anonymous" ? notSignedIn() : notFound("product");
}
