// How do messages point back to where one can see and do?
import type { Notice } from "#lib/notifications/rules/notice.ts";

/** The page of a notice as others can open it; null where nobody said under which address this server is reached. */
export function linkOf({ path }: Pick<Notice, "path">, publicUrl: string | null): string | null {
  return path === null || publicUrl === null ? null : `${publicUrl}${path}`;
}

/** What the link is for. */
export function linkLabelOf({ asksApproval }: Pick<Notice, "asksApproval">): string {
  return asksApproval ? "Review and approve" : "Show in Slipway";
}

/** The lines under a sentence: why, who and in which product. */
export function detailsOf({ cause, actor, product }: Pick<Notice, "cause" | "actor" | "product">): string[] {
  return [
    ...(cause === null ? [] : [cause]),
    ...(actor === null ? [] : [`By ${actor}`]),
    ...(product === null ? [] : [`Product ${product.name}`]),
  ];
}
