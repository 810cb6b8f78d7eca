"use client";

import { EllipsisVertical, Pencil, Rocket, Trash2 } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { withQuery } from "#components/api.ts";
import { ChannelForm } from "#components/products/channel-form.tsx";
import { PromoteToChannel } from "#components/products/promote-to-channel.tsx";
import { versionHref } from "#components/products/version-href.ts";
import { deleteChannel } from "#components/products/version-queries.ts";
import { useMay } from "#components/session.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { countOf, formatNumber } from "#components/ui/format.ts";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Menu, MenuItem, MenuSeparator } from "#components/ui/menu.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { STABLE } from "#lib/products/rules/channel.ts";
import type { ChannelView } from "#lib/products/view.ts";

type ChannelListProps = {
  slug: string;
  channels: readonly ChannelView[];
  /** How many devices that run the product follow each, by name. */
  followers: Readonly<Record<string, number>>;
};

/** A product's channels with what each offers. */
export function ChannelList({ slug, channels, followers }: ChannelListProps) {
  return (
    <DataTable
      label="Channels"
      columns={columnsFor(slug, followers)}
      rows={channels}
      rowKey={({ id }) => id}
      empty={<EmptyState title="No channels" className="py-6" />}
    />
  );
}

function columnsFor(slug: string, followers: ChannelListProps["followers"]): Column<ChannelView>[] {
  return [
    {
      id: "name",
      header: "Channel",
      cell: (channel) => (
        <span className="block min-w-0">
          <span className="font-medium">{channel.name}</span>
          {channel.description && <span className="block text-xs text-muted">{channel.description}</span>}
        </span>
      ),
    },
    {
      id: "newest",
      header: "Offers",
      cell: ({ newest }) =>
        newest === null ? (
          <span className="text-muted">nothing</span>
        ) : (
          <Link href={versionHref(slug, newest.version)} className="rounded font-medium hover:underline">
            {newest.version}
          </Link>
        ),
    },
    {
      id: "promotedAt",
      header: "Since",
      hideBelow: "sm",
      cell: ({ newest }) => newest && <RelativeTime at={newest.promotedAt} />,
    },
    {
      id: "followers",
      header: "Devices",
      align: "right",
      cell: ({ name }) => {
        const count = followers[name] ?? 0;
        return <span className={count === 0 ? "text-faint" : undefined}>{formatNumber(count)}</span>;
      },
    },
    {
      id: "versions",
      header: "Versions",
      align: "right",
      hideBelow: "sm",
      cell: ({ name, versionCount }) => (
        <Link href={withQuery(`/products/${slug}`, { channel: name })} className="rounded hover:underline">
          {formatNumber(versionCount)}
        </Link>
      ),
    },
    {
      id: "menu",
      header: <span className="sr-only">Actions</span>,
      align: "right",
      cell: (channel) => <ChannelMenu channel={channel} deviceCount={followers[channel.name] ?? 0} />,
    },
  ];
}

function ChannelMenu({ channel, deviceCount }: { channel: ChannelView; deviceCount: number }) {
  const router = useRouter();
  const mayWrite = useMay("products:write");
  const mayDecide = useMay("rollouts:write");
  const [question, setQuestion] = useState<"promote" | "edit" | "delete" | null>(null);
  const close = () => setQuestion(null);
  const done = () => {
    close();
    router.refresh();
  };
  if (!mayWrite && !mayDecide) return null;

  return (
    <>
      <Menu
        trigger={<IconButton icon={EllipsisVertical} label={`More for ${channel.name}`} size="sm" />}
        label={`Channel ${channel.name}`}
      >
        {mayDecide && (
          <MenuItem icon={Rocket} onSelect={() => setQuestion("promote")}>
            Promote a version…
          </MenuItem>
        )}
        {mayWrite && (
          <MenuItem icon={Pencil} onSelect={() => setQuestion("edit")}>
            {channel.name === STABLE ? "Describe…" : "Rename or describe…"}
          </MenuItem>
        )}
        {mayWrite && channel.name !== STABLE && (
          <>
            <MenuSeparator />
            <MenuItem icon={Trash2} danger onSelect={() => setQuestion("delete")}>
              Delete…
            </MenuItem>
          </>
        )}
      </Menu>
      {question === "promote" && (
        <PromoteToChannel channel={channel} deviceCount={deviceCount} onDone={done} onClose={close} />
      )}
      <Dialog open={question === "edit"} onOpenChange={close} title={`Edit ${channel.name}`}>
        <ChannelForm productId={channel.productId} channel={channel} onDone={done} />
      </Dialog>
      <ConfirmDialog
        open={question === "delete"}
        onOpenChange={close}
        title={`Delete the channel ${channel.name}?`}
        confirmLabel="Delete the channel"
        danger
        onConfirm={async () => {
          await deleteChannel(channel.id);
          router.refresh();
        }}
      >
        {channel.versionCount > 0
          ? `Its ${countOf(channel.versionCount, "version")} stay, and are no longer offered by it.`
          : "It holds no version."}{" "}
        Only a channel that nobody follows can go.
      </ConfirmDialog>
    </>
  );
}
