"use client";

import { EllipsisVertical, Pencil, Power, PowerOff, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";
import { severityLabels } from "#components/notifications/looks.tsx";
import { deleteRule, updateRule } from "#components/notifications/queries.ts";
import type { Places } from "#components/notifications/rule-fields.ts";
import { RuleForm } from "#components/notifications/rule-form.tsx";
import { useMay } from "#components/session.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { countOf, formatDuration } from "#components/ui/format.ts";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Menu, MenuItem, MenuSeparator } from "#components/ui/menu.tsx";
import { useSwitching } from "#components/ui/use-switching.ts";
import type { ChannelView, RuleView } from "#lib/notifications/view.ts";

type Question = { kind: "edit" | "delete"; rule: RuleView } | null;
type RuleListProps = {
  rules: readonly RuleView[];
  channels: readonly ChannelView[];
  places: Places;
  empty: ReactNode;
};

/** Who hears what. */
export function RuleList({ rules, channels, places, empty }: RuleListProps) {
  const router = useRouter();
  const mayWrite = useMay("notifications:write");
  const [question, setQuestion] = useState<Question>(null);
  const close = () => setQuestion(null);
  const shown = columnsFor(channels);

  const turn = useSwitching<RuleView>(({ id }, change) => updateRule(id, change));

  return (
    <>
      <DataTable
        label="Rules"
        columns={mayWrite ? [...shown, actionsColumn(setQuestion, turn)] : shown}
        rows={rules}
        rowKey={({ id }) => id}
        empty={empty}
      />
      <Dialog open={question?.kind === "edit"} onOpenChange={close} title={`Rule ${question?.rule.name ?? ""}`}>
        {question && (
          <RuleForm
            rule={question.rule}
            channels={channels}
            places={places}
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
        title={`Remove the rule ${question?.rule.name ?? ""}?`}
        confirmLabel="Remove the rule"
        danger
        onConfirm={async () => {
          if (question) await deleteRule(question.rule.id);
          router.refresh();
        }}
      >
        Nobody hears by it from now on. What it has gathered already still goes out.
      </ConfirmDialog>
    </>
  );
}

function columnsFor(channels: readonly ChannelView[]): Column<RuleView>[] {
  const nameOf = (channelId: string) => channels.find(({ id }) => id === channelId)?.name ?? "a channel";
  return [
    {
      id: "name",
      header: "Rule",
      cell: (rule) => (
        <span className="flex flex-wrap items-center gap-2">
          <span className={rule.enabled ? "font-medium" : "text-faint line-through"}>{rule.name}</span>
          {!rule.enabled && <Badge>off</Badge>}
        </span>
      ),
    },
    { id: "channel", header: "To", cell: ({ channelId }) => nameOf(channelId) },
    { id: "severity", header: "What", hideBelow: "sm", cell: (rule) => severityLabels[rule.severity] },
    { id: "only", header: "Only", hideBelow: "lg", className: "text-muted", cell: (rule) => limitsOf(rule) },
    { id: "when", header: "When", hideBelow: "md", className: "text-muted", cell: (rule) => timesOf(rule) },
  ];
}

function limitsOf({ eventTypes, productIds, environmentIds }: RuleView): string {
  const limits = [
    eventTypes.length > 0 && countOf(eventTypes.length, "kind of event", "kinds of event"),
    productIds.length > 0 && countOf(productIds.length, "product"),
    environmentIds.length > 0 && countOf(environmentIds.length, "environment"),
  ].filter(Boolean);
  return limits.join(", ") || "no limits";
}

function timesOf({ digestMinutes, quietHours }: RuleView): string {
  const times = [
    digestMinutes > 0 && `every ${formatDuration(digestMinutes * 60)}`,
    quietHours && `not from ${quietHours.from} to ${quietHours.to} in ${quietHours.timeZone}`,
  ].filter(Boolean);
  return times.join(", ") || "at once";
}

function actionsColumn(ask: (question: Question) => void, turn: (rule: RuleView) => Promise<void>): Column<RuleView> {
  return {
    id: "do",
    header: <span className="sr-only">Actions</span>,
    align: "right",
    className: "w-12",
    cell: (rule) => (
      <Menu
        label={rule.name}
        trigger={<IconButton icon={EllipsisVertical} label={`Actions for ${rule.name}`} size="sm" />}
      >
        <MenuItem icon={rule.enabled ? PowerOff : Power} onSelect={() => void turn(rule)}>
          {rule.enabled ? "Switch off" : "Switch on"}
        </MenuItem>
        <MenuItem icon={Pencil} onSelect={() => ask({ kind: "edit", rule })}>
          Edit…
        </MenuItem>
        <MenuSeparator />
        <MenuItem icon={Trash2} danger onSelect={() => ask({ kind: "delete", rule })}>
          Remove…
        </MenuItem>
      </Menu>
    ),
  };
}
