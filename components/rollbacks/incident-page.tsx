"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Download, Pencil } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { useLiveRefresh } from "#components/live/use-live-events.ts";
import { IncidentChartPanel } from "#components/rollbacks/incident-chart.tsx";
import { IncidentForm } from "#components/rollbacks/incident-form.tsx";
import { IncidentIssue } from "#components/rollbacks/incident-issue.tsx";
import { IncidentTimeline } from "#components/rollbacks/incident-timeline.tsx";
import { PlanStateBadge } from "#components/rollbacks/looks.tsx";
import { incidentFile, readIncident, ROLLBACK_EVENTS, rollbackKeys } from "#components/rollbacks/queries.ts";
import { WhereaboutsBar } from "#components/rollbacks/whereabouts-bar.tsx";
import { useMay } from "#components/session.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Markdown } from "#components/ui/markdown.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Fact, Facts, Panel } from "#components/ui/panel.tsx";
import { Duration, ExactTime, RelativeTime } from "#components/ui/relative-time.tsx";
import type { IncidentView } from "#lib/rollbacks/incidents/view.ts";

/** What happened, why, to whom, and what was done: from the log, and from those who know more. */
export function IncidentPage({ initial }: { initial: IncidentView }) {
  const client = useQueryClient();
  const mayWrite = useMay("rollbacks:write");
  const [isEditing, setIsEditing] = useState(false);
  const { data: incident } = useQuery({
    queryKey: rollbackKeys.incident(initial.id),
    queryFn: ({ signal }) => readIncident(initial.id, signal),
    initialData: initial,
    staleTime: 0,
  });
  useLiveRefresh({
    types: ROLLBACK_EVENTS,
    concerns: ({ subject }) => subject.id === incident.id || subject.id === incident.plan.id,
    keys: [rollbackKeys.incident(incident.id), rollbackKeys.chart(incident.id)],
  });
  return (
    <>
      <PageHeader
        breadcrumbs={[
          { label: "Rollbacks", href: "/rollbacks" },
          { label: `#${incident.plan.number}`, href: `/rollbacks/${incident.plan.id}` },
        ]}
        title={
          <>
            <span className="font-normal text-faint">Incident #{incident.number}</span> {incident.title}
          </>
        }
        badge={<PlanStateBadge status={incident.plan.status} />}
        actions={
          <>
            <FileLink incident={incident} format="pdf" label="PDF" />
            <FileLink incident={incident} format="markdown" label="Markdown" />
            {mayWrite && (
              <Button onClick={() => setIsEditing(true)}>
                <Pencil aria-hidden />
                Edit
              </Button>
            )}
          </>
        }
      />
      <Facts className="mb-4">
        <Fact label="Began">
          <ExactTime at={incident.startedAt} />
        </Fact>
        <Fact label="Took">
          <Duration from={incident.startedAt} to={incident.endedAt} />
        </Fact>
        {incident.editedAt !== null && (
          <Fact label="Edited">
            <RelativeTime at={incident.editedAt} /> by {incident.editedBy?.name ?? "somebody"}
          </Fact>
        )}
      </Facts>
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_28rem]">
        <div className="min-w-0 space-y-4">
          <Part title="What happened" text={incident.summary} />
          <Part title="Cause" text={incident.cause} />
          <AffectedDevices incident={incident} />
          <IncidentChartPanel incidentId={incident.id} />
          <Part title="Actions" text={incident.actions} />
        </div>
        <div className="min-w-0 space-y-4">
          <IncidentIssue incident={incident} />
          <IncidentTimeline timeline={incident.timeline} />
        </div>
      </div>
      <Dialog open={isEditing} onOpenChange={setIsEditing} wide title="Edit the report">
        <IncidentForm
          incident={incident}
          onDone={(saved) => {
            client.setQueryData(rollbackKeys.incident(saved.id), saved);
            setIsEditing(false);
          }}
        />
      </Dialog>
    </>
  );
}

function FileLink({ incident, format, label }: { incident: IncidentView; format: string; label: string }) {
  return (
    <Button asChild>
      <a href={incidentFile(incident.id, format)} download>
        <Download aria-hidden />
        {label}
      </a>
    </Button>
  );
}

function Part({ title, text }: { title: string; text: string }) {
  return (
    <Panel title={title} bodyClassName="p-3">
      <Markdown text={text} />
    </Panel>
  );
}

function AffectedDevices({ incident: { whereabouts, failed, plan } }: { incident: IncidentView }) {
  return (
    <Panel title="Affected devices" bodyClassName="space-y-2 p-3">
      {whereabouts === null ? (
        <p className="text-muted">Nothing was done yet.</p>
      ) : (
        <WhereaboutsBar whereabouts={whereabouts} moving={plan.status === "executing"} />
      )}
      {failed.length > 0 && (
        <ul className="max-h-60 overflow-y-auto text-sm">
          {failed.map(({ id, name, reason }) => (
            <li key={id}>
              <Link href={`/devices/${id}`} className="rounded text-accent-ink hover:underline">
                {name}
              </Link>
              {reason !== null && <span className="text-muted">: {reason}</span>}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
