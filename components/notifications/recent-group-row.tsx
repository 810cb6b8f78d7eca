"use client";

import { BellOff } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import type { RecentGroup } from "#components/notifications/group-recent.ts";
import { cn } from "#components/ui/cn.ts";
import { countOf } from "#components/ui/format.ts";
import { IconButton } from "#components/ui/icon-button.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { toneFill, toneInk } from "#components/ui/tone.ts";
import type { RecentItem } from "#lib/notifications/view.ts";

type RecentGroupRowProps = {
  group: RecentGroup;
  /** What came after this event is new. */
  newAfterSeq: number;
  onFollow: () => void;
  onMute: (product: { id: string; name: string }) => void;
};

/** The newest of a thread; what came before it unfolds. */
export function RecentGroupRow({ group: { newest, earlier }, newAfterSeq, onFollow, onMute }: RecentGroupRowProps) {
  const [isUnfolded, setIsUnfolded] = useState(false);
  const { product } = newest;
  return (
    <li className="group/row relative py-2 pr-2 pl-4">
      <div className="flex items-start gap-2">
        <Told item={newest} isNew={newest.seq > newAfterSeq} waits={newest.asksApproval} onFollow={onFollow} />
        {product && (
          <IconButton
            icon={BellOff}
            label={`Mute ${product.name}`}
            size="sm"
            className="opacity-0 group-hover/row:opacity-100 focus-visible:opacity-100 pointer-coarse:opacity-100"
            onClick={() => onMute(product)}
          />
        )}
      </div>
      {earlier.length > 0 && (
        <button
          type="button"
          aria-expanded={isUnfolded}
          onClick={() => setIsUnfolded(!isUnfolded)}
          className="mt-0.5 ml-4 rounded text-xs text-muted hover:text-ink"
        >
          {isUnfolded ? "Hide what came before" : `and ${countOf(earlier.length, "earlier event")}`}
        </button>
      )}
      {isUnfolded && (
        <ul className="mt-1 ml-4 space-y-1.5 border-l border-line pl-2">
          {earlier.map((item) => (
            <li key={item.seq} className="flex">
              <Told item={item} isNew={item.seq > newAfterSeq} onFollow={onFollow} />
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}

type ToldProps = {
  item: RecentItem;
  isNew: boolean;
  /** Nothing came after it, so that what it asked for is still asked for. */
  waits?: boolean;
  onFollow: () => void;
};

function Told({ item, isNew, waits = false, onFollow }: ToldProps) {
  return (
    <div className="min-w-0 flex-1">
      <p className="flex items-start gap-2">
        <span aria-hidden className={cn("mt-1.5 size-2 shrink-0 rounded-full", toneFill[item.tone])} />
        <span className={cn("min-w-0 break-words", isNew && "font-semibold")}>
          {isNew && <span className="sr-only">New: </span>}
          {item.path ? (
            <Link href={item.path} onClick={onFollow} className="rounded hover:underline">
              {item.text}
            </Link>
          ) : (
            item.text
          )}
        </span>
      </p>
      <div className="ml-4 text-xs text-muted">
        {item.cause && <p className={cn("line-clamp-2 break-words", toneInk[item.tone])}>{item.cause}</p>}
        <p className="flex flex-wrap gap-x-2">
          <RelativeTime at={item.at} />
          {item.product && <span className="truncate">{item.product.name}</span>}
          {item.actor && <span className="truncate">by {item.actor}</span>}
          {waits && <span className="font-medium text-warn-ink">waits for approval</span>}
        </p>
      </div>
    </div>
  );
}
