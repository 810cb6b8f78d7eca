"use client";

import { EllipsisVertical, KeyRound, Pencil, Power, PowerOff, Send, Trash2 } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";
import { ChannelForm } from "#components/notifications/channel-form.tsx";
import { ChannelState, kindLooks, placeOf } from "#components/notifications/looks.tsx";
import { deleteChannel, updateChannel } from "#components/notifications/queries.ts";
import { RotateSecret } from "#components/notifications/rotate-secret.tsx";
import { TestChannel } from "#components/notifications/test-channel.tsx";
import { useMay } from "#components/session.tsx";
import { Button } from "#components/ui/button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Menu, MenuItem, MenuSeparator } from "#components/ui/menu.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { useSwitching } from "#components/ui/use-switching.ts";
import type { ChannelView } from "#lib/notifications/view.ts";

type Question = { kind: "edit" | "test" | "rotate" | "delete"; channel: ChannelView } | null;

/** The places where messages go. */
export function ChannelList({ channels, empty }: { channels: readonly ChannelView[]; empty: ReactNode }) {
  const router = useRouter();
  const mayWrite = useMay("notifications:write");
  const [question, setQuestion] = useState<Question>(null);
  const close = () => setQuestion(null);
  const askedFor = (kind: NonNullable<Question>["kind"]) => (question?.kind === kind ? question.channel : null);

  const turn = useSwitching<ChannelView>(({ id }, change) => updateChannel(id, change));

  return (
    <>
      <DataTable
        label="Channels"
        columns={mayWrite ? [...columns, actionsColumn(setQuestion, turn)] : columns}
        rows={channels}
        rowKey={({ id }) => id}
        rowHref={hrefOf}
        empty={empty}
      />
      <TestChannel channel={askedFor("test")} onClose={close} />
      <RotateSecret channel={askedFor("rotate")} onClose={close} />
      <Dialog open={question?.kind === "edit"} onOpenChange={close} title={`Channel ${question?.channel.name ?? ""}`}>
        {question && (
          <ChannelForm
            channel={question.channel}
            onDone={() => {
              close();
              router.refresh();
            }}
          />
        )}
      </Dialog>
      <ConfirmDialog
        open={question?.kind === "delete"}
        onOpenChange={close}
        title={`Remove the channel ${question?.channel.name ?? ""}?`}
        confirmLabel="Remove the channel"
        danger
        onConfirm={async () => {
          if (question) await deleteChannel(question.channel.id);
          router.refresh();
        }}
      >
        Slipway forgets its secrets and its rules, and calls off what is still to be sent there.
      </ConfirmDialog>
    </>
  );
}

const hrefOf = ({ id }: ChannelView) => `/settings/notifications/${id}`;

const columns: Column<ChannelView>[] = [
  {
    id: "name",
    header: "Channel",
    cell: (channel) => (
      <Link href={hrefOf(channel)} tabIndex={-1} className="rounded font-medium hover:underline">
        {channel.name}
      </Link>
    ),
  },
  { id: "state", header: "State", cell: (channel) => <ChannelState channel={channel} /> },
  { id: "kind", header: "Kind", hideBelow: "sm", cell: ({ kind }) => kindLooks[kind].label },
  {
    id: "place",
    header: "Where",
    hideBelow: "md",
    cell: (channel) => <code className="block max-w-72 truncate font-mono text-xs">{placeOf(channel)}</code>,
  },
  {
    id: "trouble",
    header: "Trouble",
    hideBelow: "lg",
    className: "text-muted",
    cell: ({ disabledReason, failingSince }) =>
      disabledReason ?? (failingSince && <RelativeTime at={failingSince} className="text-warn-ink" />),
  },
];

function actionsColumn(
  ask: (question: Question) => void,
  turn: (channel: ChannelView) => Promise<void>,
): Column<ChannelView> {
  return {
    id: "do",
    header: <span className="sr-only">Actions</span>,
    align: "right",
    className: "w-28",
    cell: (channel) => (
      <span className="inline-flex items-center gap-1">
        <Button size="sm" onClick={() => ask({ kind: "test", channel })}>
          <Send aria-hidden />
          Test
        </Button>
        <Menu
          label={channel.name}
          trigger={<IconButton icon={EllipsisVertical} label={`Actions for ${channel.name}`} size="sm" />}
        >
          <MenuItem icon={channel.enabled ? PowerOff : Power} onSelect={() => void turn(channel)}>
            {channel.enabled ? "Switch off" : "Switch on"}
          </MenuItem>
          <MenuItem icon={Pencil} onSelect={() => ask({ kind: "edit", channel })}>
            Edit…
          </MenuItem>
          {channel.kind === "webhook" && (
            <MenuItem icon={KeyRound} onSelect={() => ask({ kind: "rotate", channel })}>
              New secret…
            </MenuItem>
          )}
          <MenuSeparator />
          <MenuItem icon={Trash2} danger onSelect={() => ask({ kind: "delete", channel })}>
            Remove…
          </MenuItem>
        </Menu>
      </span>
    ),
  };
}
