import type { Metadata } from "next";
import { QueueList } from "#components/queue/queue-list.tsx";
import { mayDo } from "#lib/access/rules/actor.ts";
import { listQueue } from "#lib/deployments/queue/list.ts";
import { loadPage } from "#lib/http/load-page.ts";
import { getPageContext } from "#lib/http/page-context.ts";

export const metadata: Metadata = { title: "Queue" };

export default async function QueuePage() {
  const ctx = await getPageContext();
  const queue = await loadPage(() => listQueue(ctx, {}));
  const rights = {
    mayWrite: mayDo(ctx.actor, "deployments:write"),
    mayApprove: mayDo(ctx.actor, "deployments:approve"),
  };
  return <QueueList initial={queue} rights={rights} />;
}
