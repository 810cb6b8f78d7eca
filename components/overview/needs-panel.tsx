"use client";

import { CirclePause, CircleCheck, Hand, History, Lock, type LucideIcon, Unplug } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import type { Need } from "#components/overview/needs.ts";
import { ReleaseHold } from "#components/rollouts/release-hold.tsx";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#components/ui/cn.ts";
import { Panel } from "#components/ui/panel.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { toneInk, type Tone } from "#components/ui/tone.ts";
import { useSteadyRows } from "#components/ui/use-steady-rows.ts";

const looks: Record<Need["kind"], { icon: LucideIcon; tone: Tone; verb: string }> = {
  halfWay: { icon: History, tone: "bad", verb: "Decide" },
  paused: { icon: CirclePause, tone: "warn", verb: "Decide" },
  approval: { icon: Hand, tone: "warn", verb: "Look and approve" },
  stuck: { icon: Unplug, tone: "bad", verb: "Look" },
  held: { icon: Lock, tone: "back", verb: "Look" },
};

/** Everything that waits for a person. */
export function NeedsPanel({ needs }: { needs: readonly Need[] }) {
  const steady = useSteadyRows(needs, ({ key }) => key);
  return (
    <Panel title="Needs you" count={needs.length || undefined}>
      {steady.rows.length === 0 ? (
        <p className="flex items-center gap-2 px-3 py-3 text-muted">
          <CircleCheck aria-hidden className="size-4 text-good-ink" />
          Nothing waits for a person.
        </p>
      ) : (
        <ul className="divide-y divide-line" {...steady.hold}>
          {steady.rows.map((need) => (
            <NeedLine key={need.key} need={need} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function NeedLine({ need }: { need: Need }) {
  const router = useRouter();
  const { icon: Icon, tone, verb } = looks[need.kind];
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1.5 px-3 py-2">
      <Icon aria-hidden className={cn("size-4 shrink-0", toneInk[tone])} />
      <div className="min-w-0 flex-1 basis-56">
        <p className="truncate font-medium">
          <Link href={need.href} className="rounded hover:underline">
            {need.title}
          </Link>
        </p>
        {need.cause && <p className="line-clamp-2 text-xs text-muted">{need.cause}</p>}
      </div>
      <span className="flex items-center gap-1.5 max-sm:basis-full max-sm:pl-7">
        <RelativeTime at={need.since} className="mr-1.5 text-xs whitespace-nowrap text-faint" />
        {need.hold && <ReleaseHold hold={need.hold} onReleased={() => router.refresh()} />}
        <Button asChild size="sm">
          <Link href={need.href}>{verb}</Link>
        </Button>
      </span>
    </li>
  );
}
