import type { Api } from "#lib/client/api.ts";
import type { ApprovalsView } from "#lib/deployments/approvals/view.ts";
import type { DeploymentSummary } from "#lib/deployments/view.ts";
import type { Page } from "#lib/kernel/page.ts";
import type { PlanSummary, PlanView } from "#lib/rollbacks/view.ts";
import type { RolloutView } from "#lib/rollouts/view.ts";

/** Something that goes on only once somebody agrees. */
export interface Waiting {
  kind: "deployment" | "rollback" | "rollout";
  number: number;
  id: string;
  product: string;
  about: string;
  /** Why the caller may not approve it; null where they may, or where only the server knows. */
  objection: string | null;
  since: string;
}

const LOOKED_AT = 50;

/** Lists what waits for an approval, of the newest deployments, rollback plans and active rollouts. */
export async function listWaiting(api: Api): Promise<Waiting[]> {
  const [deployments, plans, rollouts] = await Promise.all([listDeployments(api), listPlans(api), listRollouts(api)]);
  return [...deployments, ...plans, ...rollouts].sort((a, b) => a.since.localeCompare(b.since));
}

async function listDeployments(api: Api): Promise<Waiting[]> {
  const { items } = await api.call<Page<DeploymentSummary>>({
    method: "GET",
    path: "/api/deployments",
    query: { status: "queued,running", limit: LOOKED_AT },
  });
  const waiting: Waiting[] = [];
  for (const { id, number, product, version, environment, createdAt: since } of items) {
    const path = `/api/deployments/${id}/approvals`;
    const { approvals } = await api.call<ApprovalsView>({ method: "GET", path });
    for (const { title, objection } of approvals.filter(({ isAsking }) => isAsking)) {
      const about = `${version} to ${environment?.slug ?? "devices"}: ${title || "its start"}`;
      waiting.push({ kind: "deployment", number, id, product: product.slug, about, objection, since });
    }
  }
  return waiting;
}

async function listPlans(api: Api): Promise<Waiting[]> {
  const path = "/api/distribution/rollbacks/plans";
  const query = { status: "awaitingApproval", limit: LOOKED_AT };
  const { items } = await api.call<Page<PlanSummary>>({ method: "GET", path, query });
  const waiting: Waiting[] = [];
  for (const { id, number, product, from, to, createdAt: since } of items) {
    const { approval } = await api.call<PlanView>({ method: "GET", path: `${path}/${id}` });
    const about = `back from ${from.version} to ${to.version}`;
    waiting.push({ kind: "rollback", number, id, product: product.slug, about, objection: approval.objection, since });
  }
  return waiting;
}

async function listRollouts(api: Api): Promise<Waiting[]> {
  const { items } = await api.call<Page<RolloutView>>({
    method: "GET",
    path: "/api/v1/rollouts",
    query: { status: "running", limit: LOOKED_AT },
  });
  return items
    .filter(({ waitingFor }) => waitingFor?.reason === "approval")
    .map(({ id, number, product, toVersion, currentBatch, updatedAt: since }) => {
      const about = `${toVersion}: batch ${currentBatch + 1}`;
      return { kind: "rollout", number, id, product: product.slug, about, objection: null, since };
    });
}
