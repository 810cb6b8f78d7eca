"use client";

import Link from "next/link";
import { changeLooks } from "#components/products/changelog-view.tsx";
import {
  ChannelBadges,
  newestOn,
  StepBadge,
  stepLooks,
  stepOf,
  VersionStates,
} from "#components/products/version-badges.tsx";
import { versionHref } from "#components/products/version-href.ts";
import { DeviceCount, type VersionsShown } from "#components/products/version-list.tsx";
import { cn } from "#components/ui/cn.ts";
import { countOf } from "#components/ui/format.ts";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { toneFill, toneInk } from "#components/ui/tone.ts";
import { groupEntries } from "#lib/products/rules/changelog.ts";
import type { VersionView } from "#lib/products/view.ts";

const ENTRIES_SHOWN = 3;

/** The same versions along a line, with the first of what has changed in each. */
export function VersionTimeline(shown: VersionsShown) {
  const { slug, versions, latestId, channels, deviceCounts, empty } = shown;
  if (versions.length === 0) return empty;
  return (
    <ol aria-label="Versions" className="px-3 py-4">
      {versions.map((version, index) => (
        <li key={version.id} className="relative flex gap-3 pb-5 last:pb-0">
          <span className="w-20 shrink-0 pt-0.5 text-right text-xs text-muted max-sm:hidden">
            <RelativeTime at={version.releasedAt} />
          </span>
          <Dot version={version} isLast={index === versions.length - 1} />
          <div className="min-w-0 flex-1">
            <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
              <Link
                href={versionHref(slug, version.version)}
                className={cn(
                  "rounded text-base font-semibold hover:underline",
                  version.isDeprecated && "font-normal text-faint line-through",
                )}
              >
                {version.version}
              </Link>
              <VersionStates version={version} isLatest={version.id === latestId} />
              <ChannelBadges channels={version.channels} newestOn={newestOn(version.id, channels)} />
            </p>
            <p className="flex flex-wrap items-center gap-x-2 text-xs text-muted">
              <StepBadge version={version} />
              <span className="sm:hidden">
                <RelativeTime at={version.releasedAt} />
              </span>
              <span>by {version.releasedBy.name ?? version.releasedBy.kind}</span>
              <span>
                <DeviceCount slug={slug} version={version.version} count={deviceCounts[version.version]} /> running it
              </span>
            </p>
            <Beginning version={version} slug={slug} />
          </div>
        </li>
      ))}
    </ol>
  );
}

/** The larger the step, the larger the dot. */
function Dot({ version, isLast }: { version: VersionView; isLast: boolean }) {
  const { tone, dot } = stepLooks[stepOf(version)];
  return (
    <span aria-hidden className="relative flex w-4 shrink-0 justify-center pt-1">
      {!isLast && <span className="absolute top-3 -bottom-6 w-px bg-line" />}
      <span
        className={cn(
          "relative mt-0.5 rounded-full ring-4 ring-surface",
          dot,
          version.isDeprecated ? "border border-line-strong bg-surface" : toneFill[tone],
        )}
      />
    </span>
  );
}

function Beginning({ version, slug }: { version: VersionView; slug: string }) {
  const entries = groupEntries(version.changelog).flatMap((group) => group.entries);
  const notes = version.releaseNotes.split("\n").find((line) => line.trim() !== "" && !line.startsWith("#"));
  const further = entries.length - ENTRIES_SHOWN;
  if (entries.length === 0) return notes ? <p className="mt-1.5 line-clamp-2">{notes}</p> : null;
  return (
    <ul className="mt-1.5 space-y-0.5">
      {entries.slice(0, ENTRIES_SHOWN).map((entry, index) => {
        const { icon: Icon, tone } = changeLooks[entry.type];
        return (
          <li key={index} className="flex items-baseline gap-1.5">
            <Icon aria-hidden className={cn("size-3 shrink-0 self-center", toneInk[tone])} />
            <span className="sr-only">{entry.type}: </span>
            <span className="min-w-0 truncate">
              {entry.scope && <span className="text-muted">{entry.scope}: </span>}
              {entry.description.split("\n")[0]}
            </span>
          </li>
        );
      })}
      {further > 0 && (
        <li className="pl-4.5">
          <Link href={versionHref(slug, version.version)} className="rounded text-xs text-muted hover:underline">
            and {countOf(further, "other change")}
          </Link>
        </li>
      )}
    </ul>
  );
}
