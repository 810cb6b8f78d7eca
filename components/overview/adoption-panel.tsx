"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useState } from "react";
import { api, withQuery } from "#components/api.ts";
import { Panel } from "#components/ui/panel.tsx";
import { Select } from "#components/ui/select.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import type { AdoptionView } from "#lib/devices/view.ts";

const AdoptionChart = dynamic(() => import("#components/overview/adoption-chart.tsx"), {
  ssr: false,
  loading: () => <Skeleton className="h-45" />,
});

const RANGES = [
  { value: "1h", label: "Last hour" },
  { value: "1d", label: "Last day" },
  { value: "7d", label: "Last week" },
  { value: "30d", label: "Last month" },
];
const REFRESH_MS = 30_000;

type AdoptionPanelProps = {
  apps: readonly string[];
  /** Of this fleet's devices only. */
  fleetId?: string;
  title?: string;
};

/** Which versions devices ran over time, for one product at a time. */
export function AdoptionPanel({ apps, fleetId, title = "Fleet by version over time" }: AdoptionPanelProps) {
  const [chosen, setApp] = useState(apps[0] ?? "");
  const [range, setRange] = useState("1h");
  const app = apps.includes(chosen) ? chosen : (apps[0] ?? "");
  const adoption = useQuery({
    queryKey: ["adoption", app, range, fleetId],
    queryFn: ({ signal }) =>
      api<AdoptionView>(withQuery("/api/v1/devices/adoption", { app, range, fleetId }), { signal }),
    enabled: app !== "",
    refetchInterval: REFRESH_MS,
    placeholderData: keepPreviousData,
  });
  return (
    <Panel
      title={title}
      actions={
        <div className="flex gap-2">
          {apps.length > 1 && (
            <Select
              aria-label="Product"
              options={apps.map((name) => ({ value: name, label: name }))}
              value={app}
              onChange={(event) => setApp(event.target.value)}
            />
          )}
          <Select
            aria-label="Range"
            options={RANGES}
            value={range}
            onChange={(event) => setRange(event.target.value)}
          />
        </div>
      }
      bodyClassName="p-2"
    >
      {app === "" ? (
        <p className="px-2 py-6 text-center text-muted">
          Once devices say what they run, it is drawn here which version they ran when.
        </p>
      ) : adoption.data ? (
        <AdoptionChart adoption={adoption.data} />
      ) : (
        <p className="px-2 py-6 text-center text-muted">{adoption.isError ? "This could not be read." : "Reading…"}</p>
      )}
    </Panel>
  );
}
