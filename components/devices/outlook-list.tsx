import {
  CircleCheck,
  CircleMinus,
  CircleX,
  Download,
  Hourglass,
  type LucideIcon,
  PauseCircle,
  Send,
} from "lucide-react";
import Link from "next/link";
import { cn } from "#components/ui/cn.ts";
import { Countdown } from "#components/ui/relative-time.tsx";
import { toneInk, type Tone } from "#components/ui/tone.ts";
import type { OutlookKind } from "#lib/check-in/rules/outlook.ts";
import type { OutlookView } from "#lib/check-in/view.ts";

const looks: Record<OutlookKind, { icon: LucideIcon; tone: Tone }> = {
  working: { icon: Download, tone: "move" },
  offered: { icon: Send, tone: "wait" },
  waiting: { icon: Hourglass, tone: "wait" },
  held: { icon: PauseCircle, tone: "warn" },
  done: { icon: CircleCheck, tone: "good" },
  failed: { icon: CircleX, tone: "bad" },
  none: { icon: CircleMinus, tone: "idle" },
};

/** What a device is offered and why, or why it is offered nothing. */
export function OutlookList({ outlook }: { outlook: readonly OutlookView[] }) {
  return (
    <ul className="divide-y divide-line">
      {outlook.map((item) => {
        const { icon: Icon, tone } = looks[item.kind];
        return (
          <li key={item.sentence} className="flex items-start gap-2 px-3 py-2">
            <Icon aria-hidden className={cn("mt-0.5 size-4 shrink-0", toneInk[tone])} />
            <p className="min-w-0 flex-1 break-words">
              {item.sentence}
              {item.until && (
                <span className="text-muted">
                  {" "}
                  In <Countdown to={item.until} past="a moment" />.
                </span>
              )}
            </p>
            {item.rollout && (
              <Link
                href={`/rollouts/${item.rollout.id}`}
                className="shrink-0 rounded text-muted hover:text-ink hover:underline"
              >
                #{item.rollout.number}
              </Link>
            )}
          </li>
        );
      })}
    </ul>
  );
}
