"use client";

import { useQueryClient } from "@tanstack/react-query";
import { CircleDot } from "lucide-react";
import { openIncidentIssue, rollbackKeys } from "#components/rollbacks/queries.ts";
import { useMay } from "#components/session.tsx";
import { Button } from "#components/ui/button.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { useSubmit } from "#components/ui/use-submit.ts";
import type { IncidentView } from "#lib/rollbacks/incidents/view.ts";

/** Where a report stands as an issue on GitHub, and the button that opens it there. */
export function IncidentIssue({ incident: { id, issue } }: { incident: IncidentView }) {
  const client = useQueryClient();
  const mayWrite = useMay("rollbacks:write");
  const { submit, isBusy, error } = useSubmit(async () => {
    client.setQueryData(rollbackKeys.incident(id), await openIncidentIssue(id));
  });
  if (issue.repository === null && issue.url === null) return null;
  const mayOpen = issue.repository !== null && issue.status !== "opened" && issue.status !== "pending";
  return (
    <Panel title="Issue on GitHub" bodyClassName="space-y-2 p-3">
      <div aria-live="polite">
        <p>
          {issue.url === null ? (
            sentenceOf(issue)
          ) : (
            <a
              href={issue.url}
              target="_blank"
              rel="noreferrer"
              className="rounded break-all text-accent-ink hover:underline"
            >
              {issue.url.replace(/^https?:\/\//, "")}
            </a>
          )}
        </p>
        {issue.error !== null && issue.url === null && <p className="text-sm text-bad-ink">{issue.error}</p>}
      </div>
      <FormError error={error} title="It could not be asked for" />
      {mayWrite && mayOpen && (
        <Button onClick={() => void submit()} busy={isBusy}>
          <CircleDot aria-hidden />
          {issue.status === "failed" ? "Try again" : "Open it now"}
        </Button>
      )}
    </Panel>
  );
}

function sentenceOf({ status, repository }: IncidentView["issue"]): string {
  switch (status) {
    case "waiting":
      return `It is opened in ${repository ?? "the repository"} once the rollback is over, or when a person must decide.`;
    case "pending":
      return `It is being opened in ${repository ?? "the repository"}.`;
    case "failed":
      return "It could not be opened.";
    default:
      return "It was not opened as an issue.";
  }
}
