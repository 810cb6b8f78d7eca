import { cn } from "#components/ui/cn.ts";
import { toneFill, toneInk, type Tone } from "#components/ui/tone.ts";
import type { Factor } from "#lib/risk/rules/assessment.ts";

const tones: Record<Factor["severity"], Tone> = { none: "idle", low: "wait", medium: "warn", high: "bad" };
const NARROWEST = 1;

/** Every factor with its points, which add up to the score; those that take off lie left of the line. */
export function FactorList({ factors, score }: { factors: readonly Factor[]; score: number }) {
  const widest = Math.max(NARROWEST, ...factors.map(({ points }) => Math.abs(points)));
  return (
    <div>
      <ul className="divide-y divide-line">
        {factors.map((factor) => (
          <FactorRow key={factor.id} factor={factor} widest={widest} />
        ))}
      </ul>
      <p className="flex justify-between border-t border-line-strong px-3 py-2 font-semibold tabular-nums">
        <span>Together</span>
        <span>{score} of 100</span>
      </p>
    </div>
  );
}

function FactorRow({ factor, widest }: { factor: Factor; widest: number }) {
  const { name, points, evidence, wouldLower, bearsOn, isUnknown, severity } = factor;
  return (
    <li className="px-3 py-2">
      <div className="flex flex-wrap items-baseline gap-x-2">
        <span className="font-medium">{name}</span>
        {severity !== "none" && <span className={cn("text-2xs", toneInk[tones[severity]])}>{severity}</span>}
        {isUnknown && <span className="text-2xs text-faint">unknown</span>}
        {bearsOn === "impact" && <span className="text-2xs text-faint">impact</span>}
        <span className="ml-auto font-semibold tabular-nums">{signed(points)}</span>
      </div>
      <Bar points={points} widest={widest} tone={tones[severity]} />
      <p className="mt-1 text-xs wrap-anywhere text-muted">{evidence}</p>
      {wouldLower && <p className="mt-0.5 text-xs text-muted">Lower it: {wouldLower}</p>}
    </li>
  );
}

/** The number beside it says the same, so the bar itself is silent. */
function Bar({ points, widest, tone }: { points: number; widest: number; tone: Tone }) {
  const share = `${(Math.abs(points) / widest) * 50}%`;
  return (
    <div aria-hidden className="relative mt-1 h-1.5 rounded-full bg-idle-soft">
      <span className="absolute inset-y-0 left-1/2 w-px bg-line-strong" />
      {points !== 0 && (
        <span
          className={cn("absolute inset-y-0 rounded-full", points < 0 ? "bg-good" : toneFill[tone])}
          style={points < 0 ? { right: "50%", width: share } : { left: "50%", width: share }}
        />
      )}
    </div>
  );
}

/** With the real minus sign, which is as wide as the plus. */
export function signed(points: number): string {
  if (points === 0) return "0";
  return points > 0 ? `+${points}` : `−${Math.abs(points)}`;
}
