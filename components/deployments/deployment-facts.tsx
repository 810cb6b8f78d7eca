import Link from "next/link";
import type { ReactNode } from "react";
import { triggerWords } from "#components/deployments/trigger-words.ts";
import { Digest } from "#components/ui/digest.tsx";
import { Fact, Facts } from "#components/ui/panel.tsx";
import { Duration, RelativeTime } from "#components/ui/relative-time.tsx";
import type { DeploymentView } from "#lib/deployments/view.ts";

/** What is deployed, where, by which template, by whom, and since when. */
export function DeploymentFacts({ deployment }: { deployment: DeploymentView }) {
  const { environment, template, release, trigger, group, needs, promotedFrom, fromVersion, version } = deployment;
  return (
    <Facts className="mb-4">
      <Fact label="Version">
        {fromVersion !== null && fromVersion !== version && <span className="text-muted">{fromVersion} → </span>}
        {version}
      </Fact>
      <Fact label="Digest">
        {release.digest ? <Digest digest={release.digest} copy /> : <span className="text-faint">not known yet</span>}
      </Fact>
      <Fact label="Environment">
        {environment ? <Reference href={`/environments/${environment.id}`}>{environment.name}</Reference> : <None />}
      </Fact>
      <Fact label="Template">
        {template ? (
          <Reference href={`/templates/${template.id}`}>
            {template.name} v{template.version}
          </Reference>
        ) : (
          <span className="text-faint">one rollout</span>
        )}
      </Fact>
      <Fact label="Made">
        <RelativeTime at={deployment.createdAt} />
        <span className="text-muted">
          {" "}
          {trigger.kind === "policy" && trigger.id ? (
            <>
              by <Reference href={`/policies/${trigger.id}`}>{trigger.name ?? "a policy"}</Reference>
            </>
          ) : (
            (trigger.name ?? triggerWords[trigger.kind])
          )}
          {deployment.createdBy.kind === "user" && ` (${deployment.createdBy.name ?? ""})`}
        </span>
      </Fact>
      <Fact label="Priority">{deployment.priority}</Fact>
      {promotedFrom && (
        <Fact label="Promoted from">
          <Reference href={`/deployments/${promotedFrom.id}`}>#{promotedFrom.number}</Reference>
        </Fact>
      )}
      {group && (
        <Fact label="Group">
          <Reference href={`/deployments/groups/${group.id}`}>#{group.number}</Reference>
        </Fact>
      )}
      {needs.length > 0 && (
        <Fact label="After">
          {needs.map(({ id, number }) => (
            <span key={id} className="mr-1.5">
              <Reference href={`/deployments/${id}`}>#{number}</Reference>
            </span>
          ))}
        </Fact>
      )}
      {deployment.startedAt && (
        <Fact label={deployment.completedAt ? "Took" : "Running for"}>
          <Duration from={deployment.startedAt} to={deployment.completedAt} />
        </Fact>
      )}
    </Facts>
  );
}

function Reference({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Link href={href} className="rounded text-accent-ink hover:underline">
      {children}
    </Link>
  );
}

function None() {
  return <span className="text-faint">none</span>;
}
