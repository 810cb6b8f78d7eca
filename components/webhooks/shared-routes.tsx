"use client";

import { useOrigin } from "#components/ui/origin.ts";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { Panel } from "#components/ui/panel.tsx";

type SharedRoutesProps = { publicUrl: string | null; hasRegistrySecret: boolean; hasGithubSecret: boolean };

/** The addresses that all senders share, for those that can sign or send a header. */
export function SharedRoutes({ publicUrl, hasRegistrySecret, hasGithubSecret }: SharedRoutesProps) {
  const here = useOrigin();
  const origin = publicUrl ?? here;
  return (
    <Panel title="Shared addresses" bodyClassName="grid gap-4 p-3 lg:grid-cols-2">
      <div className="space-y-2">
        <CodeBlock label="Registries" code={`${origin}/api/v1/webhooks/docker-registry`} wrap />
        <p className="text-muted">
          {hasRegistrySecret
            ? "Calls must be signed (X-Slipway-Signature-256), or carry the secret as their Authorization header."
            : "DOCKER_WEBHOOK_SECRET is not set: calls are taken as hints, and the registry is asked before anything starts."}
        </p>
      </div>
      <div className="space-y-2">
        <CodeBlock label="GitHub" code={`${origin}/api/v1/webhooks/github`} wrap />
        <p className="text-muted">
          {hasGithubSecret
            ? "Enter the same secret at GitHub: each call is checked by its X-Hub-Signature-256."
            : "GITHUB_WEBHOOK_SECRET is not set: calls are taken as hints."}
        </p>
      </div>
    </Panel>
  );
}
