import { ShieldAlert } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { FactorList, signed } from "#components/risk/factor-list.tsx";
import { RiskBadge, levelLooks } from "#components/risk/risk-badge.tsx";
import { cn } from "#components/ui/cn.ts";
import { formatPercent } from "#components/ui/format.ts";
import { Notice } from "#components/ui/notice.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { toneFill } from "#components/ui/tone.ts";
import { CALIBRATED_FROM } from "#lib/risk/rules/assessment.ts";
import type { RiskView } from "#lib/risk/view.ts";

type RiskCardProps = { risk: RiskView; actions?: ReactNode; className?: string };

/** How risky it is, why, what policy says about the time, and what would make it less so. */
export function RiskCard({ risk, actions, className }: RiskCardProps) {
  return (
    <Panel title="Risk" actions={actions} {...(className !== undefined && { className })}>
      <div className="grid gap-3 p-3">
        <Score risk={risk} />
        {risk.isPreliminary && <Notice>The versions are being compared. The score may still move.</Notice>}
        <Limit risk={risk} />
        <Guards risk={risk} />
        <Suggestions risk={risk} />
        <Explanation risk={risk} />
      </div>
      <details className="border-t border-line" open>
        <summary className="cursor-pointer px-3 py-2 font-medium">What it is made of</summary>
        <FactorList factors={risk.factors} score={risk.score} />
      </details>
    </Panel>
  );
}

function Score({ risk }: { risk: RiskView }) {
  const { score, level, probability, probabilityLow, probabilityHigh, isCalibrated, ownOutcomes } = risk;
  const isInterval = formatPercent(probabilityLow) !== formatPercent(probabilityHigh);
  return (
    <div className="grid gap-2">
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <p className="text-3xl font-semibold tracking-tight tabular-nums">
          {score}
          <span className="text-sm font-normal text-muted"> of 100</span>
        </p>
        <RiskBadge level={level} />
      </div>
      <div
        role="meter"
        aria-label="Risk score"
        aria-valuenow={score}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuetext={`${score} of 100, ${level}`}
        className="h-2 overflow-hidden rounded-full bg-idle-soft"
      >
        <span className={cn("block h-full", toneFill[levelLooks[level].tone])} style={{ width: `${score}%` }} />
      </div>
      <p>
        <strong className="tabular-nums">{formatPercent(probability)}</strong> probability of failure
        {isInterval && (
          <span className="text-muted">
            , between {formatPercent(probabilityLow)} and {formatPercent(probabilityHigh)}, because some facts are
            unknown
          </span>
        )}
      </p>
      <p className="text-xs text-muted">
        {isCalibrated
          ? `Learned from ${ownOutcomes} deployments that ended here.`
          : `Not calibrated here yet: ${Math.min(ownOutcomes, CALIBRATED_FROM)} of ${CALIBRATED_FROM} deployments have ended. Until then it rests on assumptions and on other projects' commits.`}{" "}
        <Link href="/risk" className="text-accent-ink underline">
          How good was it?
        </Link>
      </p>
    </div>
  );
}

function Limit({ risk }: { risk: RiskView }) {
  const { environment, score } = risk;
  if (environment?.riskLimit == null || score <= environment.riskLimit) return null;
  return (
    <Notice kind="warn" title="Above the limit">
      {environment.slug} allows {environment.riskLimit}; above it somebody must approve.
    </Notice>
  );
}

function Guards({ risk }: { risk: RiskView }) {
  if (risk.guards.length === 0) return null;
  return (
    <section aria-label="Policy" className="grid gap-1.5">
      <h3 className="text-xs font-semibold text-muted">Policy, apart from the score</h3>
      <ul className="grid gap-1">
        {risk.guards.map(({ id, severity, message }) => (
          <li key={id} className="flex items-start gap-2">
            <ShieldAlert
              aria-hidden
              className={cn("mt-0.5 size-4 shrink-0", severity === "stop" ? "text-bad-ink" : "text-warn-ink")}
            />
            <span className="min-w-0">
              {severity === "stop" && <strong>Stop: </strong>}
              {message}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Suggestions({ risk }: { risk: RiskView }) {
  if (risk.suggestions.length === 0) return null;
  return (
    <section aria-label="Suggestions" className="grid gap-1.5">
      <h3 className="text-xs font-semibold text-muted">What would help</h3>
      <ul className="grid gap-1">
        {risk.suggestions.map(({ id, message, delta, href }) => (
          <li key={id} className="flex items-baseline gap-2">
            <span className="w-10 shrink-0 text-right font-semibold text-good-ink tabular-nums">
              {delta === null ? <span aria-hidden>·</span> : signed(delta)}
            </span>
            <span className="min-w-0 wrap-anywhere">
              {href === null ? (
                message
              ) : (
                <Link href={href} className="text-accent-ink underline">
                  {message}
                </Link>
              )}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Explanation({ risk }: { risk: RiskView }) {
  const { explanation } = risk;
  if (explanation === null) return null;
  return (
    <section aria-label="In words" className="rounded-md border border-dashed border-line-strong p-2.5">
      {explanation.kind === "text" ? (
        <>
          <h3 className="text-xs font-semibold text-muted">
            Written by a language model ({explanation.model}). It did not set the score, and it may be wrong.
          </h3>
          <p className="mt-1 wrap-anywhere whitespace-pre-line">{explanation.text}</p>
        </>
      ) : (
        <p className="text-xs text-muted">No words: {explanation.reason}</p>
      )}
    </section>
  );
}
