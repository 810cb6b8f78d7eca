import { Ban, CircleMinus, FlaskConical, Hand, type LucideIcon, ShieldCheck, Star } from "lucide-react";
import { Badge } from "#components/ui/badge.tsx";
import { cn } from "#components/ui/cn.ts";
import { StateBadge } from "#components/ui/state-badge.tsx";
import { type Tone, toneInk } from "#components/ui/tone.ts";
import { isBreaking, parseVersion, versionDifference, type VersionDifference } from "#lib/products/rules/semver.ts";
import type { VersionView } from "#lib/products/view.ts";

type Step = VersionDifference | "first";

export const stepLooks: Record<Step, { label: string; tone: Tone; dot: string }> = {
  major: { label: "major", tone: "back", dot: "size-3.5" },
  minor: { label: "minor", tone: "move", dot: "size-3" },
  patch: { label: "patch", tone: "idle", dot: "size-2.5" },
  prerelease: { label: "prerelease", tone: "wait", dot: "size-2.5" },
  first: { label: "first", tone: "good", dot: "size-3.5" },
};

/** What kind of step leads to a version from the one before it. */
export function stepOf({ version, previousVersion }: Pick<VersionView, "version" | "previousVersion">): Step {
  const before = previousVersion === null ? null : parseVersion(previousVersion);
  const now = parseVersion(version);
  if (before === null || now === null) return "first";
  return versionDifference(before, now) ?? "patch";
}

/** The kind of step as a word; what breaks by the rules of SemVer, or says so itself, is marked. */
export function StepBadge({ version }: { version: VersionView }) {
  const { label, tone } = stepLooks[stepOf(version)];
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap">
      <span className={cn("text-xs", toneInk[tone])}>{label}</span>
      {breaks(version) && <Badge className="border-bad/50 text-bad-ink">breaking</Badge>}
    </span>
  );
}

function breaks({ version, previousVersion, changelog }: VersionView): boolean {
  if (changelog.some((entry) => entry.breaking)) return true;
  const before = previousVersion === null ? null : parseVersion(previousVersion);
  const now = parseVersion(version);
  return before !== null && now !== null && isBreaking(before, now);
}

type StateBadgesProps = { version: VersionView; isLatest?: boolean };

/** What must be known about a version before anything else. */
export function VersionStates({ version, isLatest = false }: StateBadgesProps) {
  const states: [boolean, Tone, LucideIcon, string][] = [
    [isLatest, "good", Star, "latest"],
    [version.isDeprecated, "bad", Ban, "deprecated"],
    [version.isHeld, "warn", Hand, "held"],
    [version.isFloor, "move", ShieldCheck, "minimum"],
    [version.prerelease !== null, "wait", FlaskConical, "prerelease"],
    [!version.isStable && version.prerelease === null, "idle", CircleMinus, "not stable"],
  ];
  return states.flatMap(([isSo, tone, icon, label]) =>
    isSo
      ? [
          <StateBadge key={label} tone={tone} icon={icon}>
            {label}
          </StateBadge>,
        ]
      : [],
  );
}

/** The channels that a version is on; where it is the newest one they are filled. */
export function ChannelBadges({ channels, newestOn }: { channels: readonly string[]; newestOn: readonly string[] }) {
  return (
    <span className="inline-flex flex-wrap gap-1">
      {channels.map((name) => {
        const isNewest = newestOn.includes(name);
        return (
          <Badge
            key={name}
            title={isNewest ? `The newest version on ${name}` : `Promoted to ${name}`}
            className={isNewest ? "border-accent/50 bg-accent-soft font-medium text-accent-ink" : undefined}
          >
            {name}
          </Badge>
        );
      })}
    </span>
  );
}

/** Names the channels on which a version is the newest one. */
export function newestOn(
  versionId: string,
  channels: readonly { name: string; newest: { id: string } | null }[],
): string[] {
  return channels.filter(({ newest }) => newest?.id === versionId).map(({ name }) => name);
}
