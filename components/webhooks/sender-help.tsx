import type { ReactNode } from "react";
import { CodeBlock } from "#components/ui/code-block.tsx";
import type { SourceFormat } from "#components/webhooks/source-form.tsx";

/** What to enter at a sender, so that its pushes arrive here. */
export function SenderHelp({ format, url }: { format: SourceFormat; url: string }) {
  return <div className="space-y-2 text-muted">{helps[format](url)}</div>;
}

const helps: Record<SourceFormat, (url: string) => ReactNode> = {
  dockerHub: () => (
    <p>
      On hub.docker.com open the repository, then <b>Webhooks</b>, and enter the address. Docker Hub signs nothing and
      names no digest, so this secret address is its only proof; the digest is asked of the registry.
    </p>
  ),
  ghcr: () => (
    <>
      <p>
        In the repository or organization open <b>Settings → Webhooks → Add webhook</b>. Payload URL: the address.
        Content type: <b>application/json</b>. Of the events choose <b>Packages</b> (or <b>Registry packages</b> for a
        GitHub App), and <b>Workflow runs</b> if they shall start or fail deployments.
      </p>
      <p>
        With a secret that is also set as <code className="font-mono text-xs">GITHUB_WEBHOOK_SECRET</code> use{" "}
        <code className="font-mono text-xs">/api/v1/webhooks/github</code> instead: those calls are signed.
      </p>
    </>
  ),
  distribution: (url) => (
    <>
      <p>
        In the registry&rsquo;s <code className="font-mono text-xs">config.yml</code>. Pulls are left out, since
        Slipway&rsquo;s own look-ups would come back as events.
      </p>
      <CodeBlock
        wrap
        code={[
          "notifications:",
          "  endpoints:",
          "    - name: slipway",
          `      url: ${url}`,
          "      timeout: 3s",
          "      threshold: 5",
          "      backoff: 5s",
          "      ignore:",
          "        actions: [pull]",
        ].join("\n")}
      />
    </>
  ),
  harbor: () => (
    <p>
      In the project open <b>Webhooks → New webhook</b>. Notify type: <b>http</b>. Event type: <b>Artifact pushed</b>.
      Endpoint URL: the address. Both payload formats (Default and CloudEvents) are understood. Set the registry host
      below if Harbor&rsquo;s external name differs from what clients use.
    </p>
  ),
  quay: () => (
    <p>
      In the repository open <b>Settings → Events and notifications → Create notification</b>. Event:{" "}
      <b>Push to repository</b>. Method: <b>Webhook POST</b>, with the address. Leave the body template empty. Quay
      switches a notification off after three failures in a row.
    </p>
  ),
  acr: (url) => (
    <CodeBlock
      wrap
      code={`az acr webhook create --registry REGISTRY --name slipway \\\n  --actions push --uri ${url}`}
    />
  ),
  jfrog: () => (
    <p>
      In <b>Administration → General → Webhooks</b> make a webhook of the domain <b>Docker</b> with the event{" "}
      <b>Tag was pushed</b> and the address. Set the registry host and the repository prefix as clients write them:
      Artifactory&rsquo;s own names differ.
    </p>
  ),
  any: () => (
    <p>Enter the address as the webhook&rsquo;s target at the sender. The shape of the body tells whose it is.</p>
  ),
};
