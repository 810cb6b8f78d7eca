"use client";

import Link from "next/link";
import { useRouter } from "next/navigation";
import { versionHref } from "#components/products/version-href.ts";
import { ReleaseHold } from "#components/rollouts/release-hold.tsx";
import { Button } from "#components/ui/button.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { VersionView } from "#lib/products/view.ts";
import type { HoldView } from "#lib/rollouts/view.ts";

type VersionNoticesProps = { slug: string; version: VersionView; hold: HoldView | null };

/** Why nobody is offered a version. */
export function VersionNotices({ slug, version, hold }: VersionNoticesProps) {
  const router = useRouter();
  const { deprecation, replacement } = version;
  return (
    <>
      {version.isDeprecated && (
        <Notice
          kind="bad"
          title={`${version.version} is deprecated`}
          className="mb-4"
          actions={
            replacement && (
              <Button asChild>
                <Link href={versionHref(slug, replacement.version)}>Use {replacement.version}</Link>
              </Button>
            )
          }
        >
          <p>{deprecation?.reason ?? "Nobody is offered it any more."}</p>
          {deprecation && (
            <p className="text-xs text-muted">
              <RelativeTime at={deprecation.at} />
              {deprecation.by.name && ` by ${deprecation.by.name}`}
            </p>
          )}
        </Notice>
      )}
      {hold && (
        <Notice
          kind="warn"
          title={`${version.version} is held`}
          className="mb-4"
          actions={<ReleaseHold hold={hold} onReleased={() => router.refresh()} />}
        >
          <p>{hold.reason}</p>
          <p className="text-xs text-muted">
            <RelativeTime at={hold.heldAt} />
            {hold.heldBy.name && ` by ${hold.heldBy.name}`}
          </p>
        </Notice>
      )}
    </>
  );
}
