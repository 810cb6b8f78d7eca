"use client";

import { Ban, EllipsisVertical, Hand, type LucideIcon, Pencil, Play, ScrollText, Undo2 } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { withQuery } from "#components/api.ts";
import { DeprecateVersion } from "#components/products/deprecate-version.tsx";
import { HoldVersion } from "#components/products/hold-version.tsx";
import { PromoteVersion } from "#components/products/promote-version.tsx";
import { versionHref } from "#components/products/version-href.ts";
import { releaseVersion, restoreVersion } from "#components/products/version-queries.ts";
import { useMay } from "#components/session.tsx";
import { Button } from "#components/ui/button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { countOf } from "#components/ui/format.ts";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Menu, MenuItem, MenuSeparator } from "#components/ui/menu.tsx";
import type { ChannelView, ProductView, VersionView } from "#lib/products/view.ts";

type Question = "promote" | "deprecate" | "restore" | "hold" | "release";

export type VersionActionsProps = {
  product: ProductView;
  version: VersionView;
  channels: readonly ChannelView[];
  deviceCount: number;
  /** How many devices that run the product follow each channel, by name. */
  followers: Readonly<Record<string, number>>;
};

/** Everything that can be done about a version. */
export function VersionActions({ product, version, channels, deviceCount, followers }: VersionActionsProps) {
  const router = useRouter();
  const mayWrite = useMay("versions:write");
  const mayDecide = useMay("rollouts:write");
  const [question, setQuestion] = useState<Question | null>(null);
  const close = () => setQuestion(null);
  const done = () => {
    close();
    router.refresh();
  };
  const item = (icon: LucideIcon, label: string, asked: Question, danger = false) => (
    <MenuItem icon={icon} danger={danger} onSelect={() => setQuestion(asked)}>
      {label}
    </MenuItem>
  );

  return (
    <>
      {mayWrite && (
        <Button asChild>
          <Link href={`${versionHref(product.slug, version.version)}/edit`}>
            <Pencil aria-hidden />
            Edit notes
          </Link>
        </Button>
      )}
      {mayDecide && !version.isDeprecated && (
        <>
          <Button onClick={() => setQuestion("promote")}>Promote…</Button>
          {!version.isHeld && (
            <Button asChild variant="primary">
              <Link
                href={withQuery("/rollouts", {
                  start: "yes",
                  product: product.slug,
                  productId: product.id,
                  tag: version.version,
                })}
              >
                <Play aria-hidden />
                Roll out
              </Link>
            </Button>
          )}
        </>
      )}
      <Menu trigger={<IconButton icon={EllipsisVertical} label="More" variant="secondary" />} label="Version">
        <MenuItem asChild>
          <Link href={withQuery("/events", { product: product.id })}>
            <ScrollText aria-hidden className="text-muted" />
            Events of this product
          </Link>
        </MenuItem>
        {mayDecide && (
          <>
            <MenuSeparator />
            {version.isHeld ? item(Undo2, "Release the hold…", "release") : item(Hand, "Hold…", "hold")}
            {version.isDeprecated && item(Undo2, "Restore…", "restore")}
            {item(Ban, version.isDeprecated ? "Change the deprecation…" : "Deprecate…", "deprecate", true)}
          </>
        )}
      </Menu>

      {question === "promote" && (
        <PromoteVersion version={version} channels={channels} followers={followers} onDone={done} onClose={close} />
      )}
      {question === "deprecate" && (
        <DeprecateVersion version={version} deviceCount={deviceCount} onDone={done} onClose={close} />
      )}
      {question === "hold" && <HoldVersion version={version} onDone={done} onClose={close} />}
      <ConfirmDialog
        open={question === "restore"}
        onOpenChange={close}
        title={`Restore ${version.version}?`}
        confirmLabel="Restore the version"
        onConfirm={async () => {
          await restoreVersion(version.id);
          router.refresh();
        }}
      >
        {version.channels.length > 0
          ? `Followers of ${version.channels.join(" and ")} are offered it again where it is the newest.`
          : "It may be promoted and rolled out again."}
      </ConfirmDialog>
      <ConfirmDialog
        open={question === "release"}
        onOpenChange={close}
        title={`Release ${version.version}?`}
        confirmLabel="Release it"
        askReason
        onConfirm={async (reason) => {
          await releaseVersion(version.id, reason);
          router.refresh();
        }}
      >
        From then on it is offered again. {deviceCount > 0 && `${countOf(deviceCount, "device")} run it already.`}
      </ConfirmDialog>
    </>
  );
}
