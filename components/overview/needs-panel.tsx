"use client";

import { CirclePause, CircleCheck, Hand, Lock, type LucideIcon, Unplug } from "lucide-react";
import dynamic from "next/dynamic";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import type { Need, OpenHold } from "#components/overview/needs.ts";
import { releaseHold } from "#components/rollouts/queries.ts";
import { useMay } from "#components/session.tsx";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#components/ui/cn.ts";
import { Digest } from "#components/ui/digest.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { toneInk, type Tone } from "#components/ui/tone.ts";

const ConfirmDialog = dynamic(async () => (await import("#components/ui/confirm-dialog.tsx")).ConfirmDialog, { ssr: false });

const looks: Record<Need["kind"], { icon: LucideIcon; tone: Tone; verb: string }> = {
  paused: { icon: CirclePause, tone: "warn", verb: "Decide" },
  approval: { icon: Hand, tone: "warn", verb: "Look and approve" },
  stuck: { icon: Unplug, tone: "bad", verb: "Look" },
  held: { icon: Lock, tone: "back", verb: "Look" },
};

/** Everything that waits for a person. */
export function NeedsPanel({ needs }: { needs: readonly Need[] }) {
  return (
    <Panel title="Needs you" count={needs.length || undefined}>
      {needs.length === 0 ? (
        <p className="flex items-center gap-2 px-3 py-3 text-muted">
          <CircleCheck aria-hidden className="size-4 text-good-ink" />
          Nothing waits for a person.
        </p>
      ) : (
        <ul className="divide-y divide-line">
          {needs.map((need) => (
            <NeedLine key={need.key} need={need} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function NeedLine({ need }: { need: Need }) {
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
        {need.hold && <ReleaseHold hold={need.hold} />}
        <Button asChild size="sm">
          <Link href={need.href}>{verb}</Link>
        </Button>
      </span>
    </li>
  );
}

/** Lets a held release go, after saying what that means. */
export function ReleaseHold({ hold }: { hold: OpenHold }) {
  const router = useRouter();
  const mayWrite = useMay("rollouts:write");
  const [isAsked, setIsAsked] = useState(false);
  if (!mayWrite) return null;
  return (
    <>
      <Button size="sm" onClick={() => setIsAsked(true)}>
        Release…
      </Button>
      {isAsked && (
        <ConfirmDialog
          open
          onOpenChange={setIsAsked}
          title={`Release ${hold.product.slug} ${hold.tag}?`}
          confirmLabel="Release it"
          askReason
          onConfirm={async (reason) => {
            await releaseHold(hold.product.id, hold.id, reason);
            router.refresh();
          }}
        >
          <p>
            It was held because: {hold.reason} Once released, the next push of <Digest digest={hold.digest} /> may roll it
            out again. No device is touched now.
          </p>
        </ConfirmDialog>
      )}
    </>
  );
}
