"use client";

import Link from "next/link";
import { useRouter } from "next/navigation";
import { type ReactNode, useOptimistic, useTransition } from "react";
import { BatchShares } from "#components/policies/batch-shares.tsx";
import { changePolicy } from "#components/policies/queries.ts";
import { useMay } from "#components/session.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { sentenceOf } from "#components/ui/error-state.tsx";
import { countOf, formatPercent } from "#components/ui/format.ts";
import { Switch } from "#components/ui/switch.tsx";
import { toast } from "#components/ui/toast.tsx";
import type { PolicyView } from "#lib/intake/view-policies.ts";

const hrefOf = (policy: PolicyView) => `/policies/${policy.id}`;

const columns: Column<PolicyView>[] = [
  {
    id: "name",
    header: "Policy",
    cell: (policy) => (
      <Link
        href={hrefOf(policy)}
        tabIndex={-1}
        className="block max-w-56 truncate rounded font-medium hover:underline max-sm:max-w-36"
      >
        {policy.name}
      </Link>
    ),
  },
  {
    id: "takes",
    header: "Takes",
    cell: (policy) => (
      <span className="block max-w-72 truncate font-mono text-xs max-sm:max-w-36">
        {policy.imagePattern}
        <span className="text-muted">{policy.tagRule ? ` : ${policy.tagRule.value}` : ""}</span>
      </span>
    ),
  },
  {
    id: "pace",
    header: "Pace",
    hideBelow: "md",
    cell: (policy) => (
      <span className="flex items-center gap-2.5">
        <span className="w-20">
          <BatchShares batches={policy.batches} small />
        </span>
        <span className="text-muted">{policy.updateStrategy}</span>
      </span>
    ),
  },
  { id: "devices", header: "Devices", hideBelow: "lg", cell: (policy) => <DeviceFilterWords policy={policy} /> },
  {
    id: "limit",
    header: "Failure limit",
    align: "right",
    hideBelow: "xl",
    cell: (policy) => formatPercent(policy.maxFailureRate),
  },
  { id: "priority", header: "Priority", align: "right", hideBelow: "lg", cell: (policy) => policy.priority },
  {
    id: "enabled",
    header: "Enabled",
    align: "right",
    className: "w-20",
    cell: (policy) => <EnabledSwitch policy={policy} />,
  },
];

export function PolicyList({ policies, empty }: { policies: readonly PolicyView[]; empty: ReactNode }) {
  return (
    <DataTable
      label="Policies"
      columns={columns}
      rows={policies}
      rowKey={({ id }) => id}
      rowHref={hrefOf}
      empty={empty}
    />
  );
}

function DeviceFilterWords({ policy }: { policy: PolicyView }) {
  const { fleets = [], tags = [], deviceIds = [], query = "" } = policy.deviceFilter;
  if (fleets.length + tags.length + deviceIds.length + query.length === 0)
    return <span className="text-muted">all</span>;
  return (
    <span className="flex max-w-64 gap-1 overflow-hidden">
      {[...fleets, ...tags].map((word) => (
        <Badge key={word}>{word}</Badge>
      ))}
      {query && <Badge>“{query}”</Badge>}
      {deviceIds.length > 0 && <Badge>{countOf(deviceIds.length, "named device")}</Badge>}
    </span>
  );
}

/** Switches a policy on or off. Off is quick; nothing that runs is touched either way. */
export function EnabledSwitch({ policy }: { policy: PolicyView }) {
  const router = useRouter();
  const mayWrite = useMay("policies:write");
  const [isPending, startTransition] = useTransition();
  const [isOn, setIsOn] = useOptimistic(policy.enabled);

  function change(enabled: boolean) {
    startTransition(async () => {
      setIsOn(enabled);
      try {
        await changePolicy(policy.id, { enabled });
        // What comes after a wait is a new transition; the switch stays as it was set until the page has followed.
        startTransition(() => router.refresh());
      } catch (error) {
        toast({ kind: "bad", title: `${policy.name} was not changed`, detail: sentenceOf(error) });
      }
    });
  }

  return (
    <Switch
      checked={isOn}
      disabled={!mayWrite || isPending}
      onCheckedChange={change}
      label={`${policy.name} is enabled`}
      hideLabel
      className="inline-flex align-middle"
    />
  );
}
