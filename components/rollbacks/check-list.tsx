import Link from "next/link";
import { checkTitles, VerdictBadge } from "#components/rollbacks/looks.tsx";
import { formatNumber } from "#components/ui/format.ts";
import type { Check, Evidence } from "#lib/rollbacks/rules/checks.ts";
import type { PlanView } from "#lib/rollbacks/view.ts";

/** What was looked at, what was found, and where it can be seen. */
export function CheckList({ plan }: { plan: PlanView }) {
  return (
    <ul className="divide-y divide-line">
      {plan.checks.map((check) => (
        <CheckItem key={check.name} check={check} plan={plan} />
      ))}
    </ul>
  );
}

function CheckItem({ check, plan }: { check: Check; plan: PlanView }) {
  const isForced = check.verdict === "block" && plan.content.force?.checks.includes(check.name) === true;
  return (
    <li className="space-y-1 p-3">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <h3 className="font-medium">{checkTitles[check.name]}</h3>
        <VerdictBadge verdict={check.verdict} isForced={isForced} />
      </div>
      <p className="text-sm">{check.summary}</p>
      {check.evidence.length > 0 && (
        <details open={check.verdict === "block"} className="text-sm">
          <summary className="cursor-pointer text-xs text-muted">
            Evidence ({formatNumber(check.evidence.length + check.more)})
          </summary>
          <ul className="mt-1 max-h-60 space-y-0.5 overflow-y-auto">
            {check.evidence.map((evidence) => (
              <EvidenceLine
                key={`${evidence.kind ?? ""}${evidence.id ?? ""}${evidence.text}`}
                {...{ evidence, plan }}
              />
            ))}
            {check.more > 0 && <li className="text-muted">and {formatNumber(check.more)} more</li>}
          </ul>
        </details>
      )}
    </li>
  );
}

function EvidenceLine({ evidence, plan }: { evidence: Evidence; plan: PlanView }) {
  const href = hrefOf(evidence, plan);
  return (
    <li className="flex flex-wrap items-baseline gap-x-2">
      {href === null ? (
        <span className="min-w-0 break-words">{evidence.text}</span>
      ) : (
        <Link href={href} className="min-w-0 rounded break-words text-accent-ink hover:underline">
          {evidence.text}
        </Link>
      )}
      {evidence.count !== undefined && <span className="text-xs text-muted">{formatNumber(evidence.count)}</span>}
    </li>
  );
}

function hrefOf({ kind, id }: Evidence, { product }: PlanView): string | null {
  if (id === undefined) return null;
  switch (kind) {
    case "deployment":
      return `/deployments/${id}`;
    case "rollout":
      return `/rollouts/${id}`;
    case "rollbackPlan":
      return `/rollbacks/${id}`;
    case "product":
      return `/products/${id}`;
    case "version":
      return `/products/${product.id}/versions/${id}`;
    case "distribution":
      return `/products/${product.id}/updates`;
    case "migration":
      return `/products/${product.id}/databases`;
    case "fleet":
      return "/fleets";
    default:
      return null;
  }
}
