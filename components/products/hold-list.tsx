"use client";

import Link from "next/link";
import { useRouter } from "next/navigation";
import { ReleaseHold } from "#components/rollouts/release-hold.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Digest } from "#components/ui/digest.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { HoldView } from "#lib/rollouts/view.ts";

/** The releases of a product that no webhook may bring back, and those that were let go again. */
export function HoldList({ holds }: { holds: readonly HoldView[] }) {
  const router = useRouter();
  return (
    <ul className="divide-y divide-line">
      {holds.map((hold) => (
        <li key={hold.id} className="flex flex-wrap items-start gap-x-3 gap-y-1 px-3 py-2.5">
          <div className="min-w-0 flex-1">
            <p className="flex flex-wrap items-baseline gap-x-2">
              <span className={hold.releasedAt ? "text-muted" : "font-medium"}>{hold.tag}</span>
              <Digest digest={hold.digest} className="text-muted" />
              {hold.rolloutId && (
                <Link href={`/rollouts/${hold.rolloutId}`} className="rounded text-accent-ink hover:underline">
                  its rollout
                </Link>
              )}
            </p>
            <p className="text-muted">{hold.reason}</p>
            <p className="text-xs text-muted">
              Held <RelativeTime at={hold.heldAt} />
              {hold.releasedAt && (
                <>
                  , released <RelativeTime at={hold.releasedAt} />
                  {hold.releasedBy?.name && ` by ${hold.releasedBy.name}`}
                  {hold.releaseReason && `: ${hold.releaseReason}`}
                </>
              )}
            </p>
          </div>
          {hold.releasedAt ? <Badge>released</Badge> : <ReleaseHold hold={hold} onReleased={() => router.refresh()} />}
        </li>
      ))}
    </ul>
  );
}
