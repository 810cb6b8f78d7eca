import Link from "next/link";
import { ChannelBadges, newestOn, StepBadge } from "#components/products/version-badges.tsx";
import { versionHref } from "#components/products/version-href.ts";
import { Digest } from "#components/ui/digest.tsx";
import { Fact, Facts } from "#components/ui/panel.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { Compatibility } from "#lib/products/rules/compatibility.ts";
import type { ChannelView, VersionView } from "#lib/products/view.ts";

type VersionFactsProps = { slug: string; version: VersionView; channels: readonly ChannelView[] };

/** What is to be known about a version at a glance. */
export function VersionFacts({ slug, version, channels }: VersionFactsProps) {
  const runsOn = describeCompatibility(version.compatibility);
  return (
    <Facts className="mt-3">
      <Fact label="Step">
        <StepBadge version={version} />
        {version.previousVersion !== null && (
          <>
            {" after "}
            <Link href={versionHref(slug, version.previousVersion)} className="rounded text-accent-ink hover:underline">
              {version.previousVersion}
            </Link>
          </>
        )}
      </Fact>
      <Fact label="Channels">
        {version.channels.length > 0 ? (
          <ChannelBadges channels={version.channels} newestOn={newestOn(version.id, channels)} />
        ) : (
          <span className="text-muted">none</span>
        )}
      </Fact>
      <Fact label="Released">
        <RelativeTime at={version.releasedAt} /> by {version.releasedBy.name ?? version.releasedBy.kind}
      </Fact>
      {version.digest && (
        <Fact label="Digest">
          <Digest digest={version.digest} copy />
        </Fact>
      )}
      {runsOn !== "" && (
        <Fact label="Runs on" className="max-w-80">
          <span title={runsOn}>{runsOn}</span>
        </Fact>
      )}
    </Facts>
  );
}

function describeCompatibility(compatibility: Compatibility): string {
  const { platforms = [], architectures = [], hardwareRevisions = [], requires = [] } = compatibility;
  const needs = requires.map(({ name, range }) => `${name} ${range}`);
  return [...platforms, ...architectures, ...hardwareRevisions, ...needs].join(", ");
}
