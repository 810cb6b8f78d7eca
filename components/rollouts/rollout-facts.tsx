import Link from "next/link";
import { VersionStep } from "#components/rollouts/version-step.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Digest } from "#components/ui/digest.tsx";
import { Fact, Facts } from "#components/ui/panel.tsx";
import { Duration, RelativeTime } from "#components/ui/relative-time.tsx";
import type { RolloutView } from "#lib/rollouts/view.ts";

/** What is rolled out, from where to where, under whose rules, and since when. */
export function RolloutFacts({ rollout }: { rollout: RolloutView }) {
  // A product of files has no image; its own name stands in that place.
  const isOfFiles = rollout.image === rollout.product.slug;
  const image = `${rollout.image}:${rollout.tag}`;
  return (
    <Facts className="mb-4">
      <Fact label={isOfFiles ? "Files of" : "Image"}>
        <span className="inline-flex max-w-full items-center gap-0.5">
          <code className="truncate font-mono text-xs" title={image}>
            {image}
          </code>
          <CopyButton text={image} label={isOfFiles ? "Copy name" : "Copy image"} className="-my-1" />
        </span>
      </Fact>
      <Fact label="Digest">
        {rollout.digest ? <Digest digest={rollout.digest} copy /> : <span className="text-faint">not known yet</span>}
      </Fact>
      <Fact label="Version">
        <VersionStep from={rollout.fromVersion} to={rollout.toVersion} />
      </Fact>
      <Fact label="Policy">
        {rollout.policy ? (
          <Link href={`/policies/${rollout.policy.id}`} className="rounded text-accent-ink hover:underline">
            {rollout.policy.name}
          </Link>
        ) : (
          <span className="text-faint">none</span>
        )}
      </Fact>
      {rollout.deploymentId && (
        <Fact label="Deployment">
          <Link href={`/deployments/${rollout.deploymentId}`} className="rounded text-accent-ink hover:underline">
            all of its stages
          </Link>
        </Fact>
      )}
      <Fact label="Strategy">{rollout.strategy}</Fact>
      <Fact label="Made">
        <RelativeTime at={rollout.createdAt} />
        {rollout.createdBy.kind === "user" && <span className="text-muted"> by {rollout.createdBy.name}</span>}
      </Fact>
      {rollout.startedAt && (
        <Fact label={rollout.completedAt ? "Took" : "Running for"}>
          <Duration from={rollout.startedAt} to={rollout.completedAt} />
        </Fact>
      )}
    </Facts>
  );
}
