"use client";

import { useQuery } from "@tanstack/react-query";
import { readPull, updateKeys } from "#components/updates/queries.ts";
import { ErrorState } from "#components/ui/error-state.tsx";
import { formatBytes, formatPercent } from "#components/ui/format.ts";
import { Panel } from "#components/ui/panel.tsx";
import { ProgressBar } from "#components/ui/progress-bar.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import type { PullView } from "#lib/updates/view.ts";

interface PullSizeProps {
  productId: string;
  /** The version that hosts are assumed to have, by number and digest. */
  from: { version: string; digest: string };
  /** The digest of the version that they pull. */
  to: string;
}

/** How much of an image hosts pull that have the version before: layers that both share stay where they are. */
export function PullSize({ productId, from, to }: PullSizeProps) {
  const { data, error, refetch } = useQuery({
    queryKey: updateKeys.pull(productId, from.digest, to),
    queryFn: ({ signal }) => readPull({ productId, from: from.digest, to }, signal),
    // Digests never change what they name.
    staleTime: Infinity,
  });
  return (
    <Panel title={`To pull after ${from.version}`} bodyClassName="p-4">
      {data ? (
        <Pull measured={data} />
      ) : error ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : (
        <Skeleton className="h-10" />
      )}
    </Panel>
  );
}

function Pull({ measured }: { measured: PullView }) {
  if (measured.kind === "unavailable") return <p className="text-muted">{measured.reason}</p>;
  const { bytesToPull, totalBytes, reusedBytes, reusedLayers, layers, platform } = measured;
  const saved = totalBytes === 0 ? 0 : reusedBytes / totalBytes;
  return (
    <div className="space-y-2">
      <p>
        <span className="font-medium tabular-nums">{formatBytes(bytesToPull)}</span> of {formatBytes(totalBytes)};{" "}
        <span className="text-good-ink">{formatPercent(saved)}</span> is there already
      </p>
      <ProgressBar
        label="Bytes to pull"
        total={Math.max(1, totalBytes)}
        segments={[{ key: "pull", label: "bytes to pull", value: bytesToPull, tone: "move" }]}
      />
      <p className="text-xs text-muted">
        {reusedLayers} of {layers} layers are shared, for {platform}.
      </p>
    </div>
  );
}
