import Link from "next/link";
import { countOf, formatDuration, formatPercent, shortDigest } from "#components/ui/format.ts";
import { Panel } from "#components/ui/panel.tsx";
import type { PlanView } from "#lib/rollbacks/view.ts";

/** What devices have now, what they would get, and the limits at which it stops. */
export function PlanChanges({ plan }: { plan: PlanView }) {
  const { content, product, gates } = plan;
  const { from, to } = content;
  const [older, newer] = [to.artifacts[0], from.artifacts[0]];
  return (
    <Panel title="What changes" bodyClassName="space-y-3 p-3">
      <table className="w-full text-left text-sm">
        <thead>
          <tr className="text-xs text-muted">
            <td />
            <th scope="col" className="pr-3 font-medium">
              Now
            </th>
            <th scope="col" className="font-medium">
              After
            </th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <Label>Version</Label>
            <td className="pr-3">
              <VersionLink product={product.id} {...from} />
            </td>
            <td>
              <VersionLink product={product.id} {...to} />
            </td>
          </tr>
          <tr>
            <Label>Content</Label>
            <td className="pr-3">{from.digest === null ? "none" : <Content digest={from.digest} />}</td>
            <td>{to.digest === null ? "none" : <Content digest={to.digest} />}</td>
          </tr>
          <tr>
            <Label>Files</Label>
            <td className="pr-3">{from.artifacts.length}</td>
            <td>{to.artifacts.length}</td>
          </tr>
        </tbody>
      </table>
      {older && newer && (
        <Link
          href={`/diffs?from=${newer.id}&to=${older.id}`}
          className="rounded text-sm text-accent-ink hover:underline"
        >
          Compare the builds file by file
        </Link>
      )}
      <p className="text-sm text-muted">
        It stops and asks when more than {formatPercent(gates.maxFailureRate)} of a batch fail. A device that is silent
        for {formatDuration(gates.deviceTimeoutSeconds)} has failed.
        {gates.batchDelayMinutes > 0 && ` Between batches: ${countOf(gates.batchDelayMinutes, "minute")}.`}
      </p>
    </Panel>
  );
}

function Label({ children }: { children: string }) {
  return (
    <th scope="row" className="py-0.5 pr-3 text-xs font-normal text-muted">
      {children}
    </th>
  );
}

/** Two stand beside each other in a narrow column: what comes before the colon is the same for both. */
function Content({ digest }: { digest: string }) {
  return (
    <code title={digest} className="font-mono text-xs">
      {shortDigest(digest).split(":").at(-1)}
    </code>
  );
}

function VersionLink({ product, versionId, version }: { product: string; versionId: string; version: string }) {
  return (
    <Link href={`/products/${product}/versions/${versionId}`} className="rounded hover:underline">
      {version}
    </Link>
  );
}
