import Link from "next/link";
import { outcomeNames } from "#components/webhooks/looks.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Digest } from "#components/ui/digest.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { JudgedPush } from "#lib/intake/rules/verdict.ts";

/** What a delivery came down to, and what became of each part. */
export function JudgedPushes({ pushes }: { pushes: readonly JudgedPush[] }) {
  if (pushes.length === 0) return <p className="p-3 text-muted">It named no pushed tag.</p>;
  return (
    <ul className="divide-y divide-line">
      {pushes.map((push, index) => (
        <li key={index} className="space-y-1 px-3 py-2.5">
          <p className="flex flex-wrap items-baseline gap-x-2 gap-y-1">
            <span className="min-w-0 font-mono text-xs">
              {push.registryHost}/{push.repository}:<strong>{push.tag}</strong>
            </span>
            {push.digest ? (
              <Digest digest={push.digest} copy />
            ) : (
              <span className="text-xs text-muted">names no digest</span>
            )}
          </p>
          <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <Badge>{outcomeNames[push.outcome]}</Badge>
            {push.rolloutId && (
              <Link
                href={`/rollouts/${push.rolloutId}`}
                className="rounded font-medium text-accent-ink hover:underline"
              >
                Open the rollout
              </Link>
            )}
            {push.reason && <span className="text-muted">{push.reason}</span>}
          </p>
          <p className="text-xs text-muted">
            Pushed <RelativeTime at={push.pushedAt} />
            {push.actor && ` by ${push.actor}`}
          </p>
        </li>
      ))}
    </ul>
  );
}
