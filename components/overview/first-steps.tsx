import Link from "next/link";
import type { ReactNode } from "react";
import { Button } from "#components/ui/button.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { Panel } from "#components/ui/panel.tsx";

/** What to do on the first day: from an empty installation to a rollout that moves. */
export function FirstSteps({ hasDevices, hasPolicies }: { hasDevices: boolean; hasPolicies: boolean }) {
  return (
    <Panel title="From here to the first rollout" className="mb-4">
      <ol className="divide-y divide-line lg:grid lg:grid-cols-3 lg:divide-x lg:divide-y-0">
        <Step number={1} title="Bring devices" isDone={hasDevices} action={<Go href="/devices">Add a device</Go>}>
          Real ones enroll with a fleet’s token. To look around first, make an{" "}
          <Link href="/tokens" className="underline">
            API token
          </Link>{" "}
          and pretend:
          <CodeBlock code="npx slipway simulate --devices 50 --token slp_…" className="mt-2" />
        </Step>
        <Step
          number={2}
          title="Say who gets what"
          isDone={hasPolicies}
          action={<Go href="/policies/new">Make a policy</Go>}
        >
          A policy names an image, the tags that count, the batches, and when to stop.
        </Step>
        <Step number={3} title="Push an image" isDone={false} action={<Go href="/webhooks">Connect a registry</Go>}>
          The registry’s webhook starts the rollout, and you watch it here.
          <CodeBlock code="docker push registry.example.com/team/app:1.0.0" className="mt-2" />
        </Step>
      </ol>
    </Panel>
  );
}

type StepProps = { number: number; title: string; isDone: boolean; action: ReactNode; children: ReactNode };

function Step({ number, title, isDone, action, children }: StepProps) {
  return (
    <li className="flex min-w-0 flex-col gap-3 p-4">
      <div className="min-w-0 flex-1">
        <h3 className="mb-1 flex items-center gap-2 font-semibold">
          <span className="flex size-5 items-center justify-center rounded-full bg-accent-soft text-xs text-accent-ink">
            {number}
          </span>
          {title}
          {isDone && <span className="text-xs font-normal text-good-ink">✓ done</span>}
        </h3>
        <div className="text-muted">{children}</div>
      </div>
      <div>{action}</div>
    </li>
  );
}

function Go({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Button asChild size="sm">
      <Link href={href}>{children}</Link>
    </Button>
  );
}
