"use client";

import { CalendarCheck2, CalendarOff, CalendarX2, CircleCheck, Clock, Snowflake } from "lucide-react";
import type { ReactNode } from "react";
import { sayRecurrence } from "#components/calendar/recurrence-words.ts";
import { RuleMenu } from "#components/calendar/rule-menu.tsx";
import { SpanText } from "#components/calendar/span-text.tsx";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { formatDuration } from "#components/ui/format.ts";
import { StateBadge } from "#components/ui/state-badge.tsx";
import type { CalendarRuleView, PlaceReference } from "#lib/calendar/view.ts";

type RuleListProps = {
  rules: readonly CalendarRuleView[];
  environments: readonly PlaceReference[];
  products: readonly PlaceReference[];
  mayWrite: boolean;
  empty: ReactNode;
};

export function RuleList({ rules, environments, products, mayWrite, empty }: RuleListProps) {
  const columns: Column<CalendarRuleView>[] = [
    {
      id: "name",
      header: "Name",
      cell: (rule) => (
        <span className="block max-w-72">
          <span className="block truncate font-medium">{rule.name}</span>
          {rule.reason && <span className="block truncate text-xs text-muted">{rule.reason}</span>}
        </span>
      ),
    },
    {
      id: "kind",
      header: "Kind",
      cell: ({ kind }) => (
        <StateBadge tone={kind === "freeze" ? "bad" : "good"} icon={kind === "freeze" ? Snowflake : CalendarCheck2}>
          {kind === "freeze" ? "Freeze" : "Window"}
        </StateBadge>
      ),
    },
    { id: "place", header: "Where", hideBelow: "md", cell: whereOf },
    {
      id: "recurrence",
      header: "When",
      hideBelow: "lg",
      cell: (rule) => (
        <span className="block max-w-72">
          <span className="block truncate">
            {sayRecurrence(rule.recurrence)}, {formatDuration(rule.durationMinutes * 60)}
          </span>
          <span className="text-xs text-muted">{rule.timeZone}</span>
        </span>
      ),
    },
    { id: "state", header: "Now", cell: (rule) => <RuleState rule={rule} /> },
    {
      id: "next",
      header: "Next",
      hideBelow: "sm",
      cell: ({ next, timeZone, enabled }) => {
        const [first] = next;
        return first && enabled ? (
          <SpanText span={first} timeZone={timeZone} />
        ) : (
          <span className="text-faint">{enabled ? "never again" : "–"}</span>
        );
      },
    },
    ...(mayWrite
      ? [
          {
            id: "actions",
            header: <span className="sr-only">Actions</span>,
            align: "right" as const,
            className: "w-10",
            cell: (rule: CalendarRuleView) => <RuleMenu rule={rule} environments={environments} products={products} />,
          },
        ]
      : []),
  ];
  return <DataTable label="Windows and freezes" columns={columns} rows={rules} rowKey={({ id }) => id} empty={empty} />;
}

function whereOf({ environment, product }: CalendarRuleView): string {
  const names = [product?.name, environment?.name].filter(Boolean);
  return names.length === 0 ? "everywhere" : names.join(" in ");
}

function RuleState({ rule }: { rule: CalendarRuleView }) {
  if (!rule.enabled) {
    return (
      <StateBadge tone="idle" icon={CalendarOff}>
        Off
      </StateBadge>
    );
  }
  if (rule.next.length === 0) {
    return (
      <StateBadge tone={rule.kind === "window" ? "warn" : "idle"} icon={CalendarX2}>
        {rule.kind === "window" ? "Never opens" : "Over"}
      </StateBadge>
    );
  }
  if (!rule.holdsNow) {
    return (
      <StateBadge tone="idle" icon={Clock}>
        {rule.kind === "window" ? "Closed" : "Not yet"}
      </StateBadge>
    );
  }
  return (
    <StateBadge tone={rule.kind === "window" ? "good" : "bad"} icon={rule.kind === "window" ? CircleCheck : Snowflake}>
      {rule.kind === "window" ? "Open" : "In force"}
    </StateBadge>
  );
}
