"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { api } from "#components/api.ts";
import { Button } from "#components/ui/button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { formatBytes } from "#components/ui/format.ts";
import { Panel } from "#components/ui/panel.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import type { DeliveryView } from "#lib/intake/view-deliveries.ts";

type Body = DeliveryView["body"];
type DeliveryBodyProps = { deliveryId: string; sizeBytes: number; given: Body | null };

/** The body, laid out to be read. Without `given` it is fetched when somebody asks for it. */
export function DeliveryBody({ deliveryId, sizeBytes, given }: DeliveryBodyProps) {
  const [isWanted, setIsWanted] = useState(given !== null);
  const body = useQuery({
    queryKey: ["deliveries", deliveryId, "body"],
    queryFn: async ({ signal }) =>
      (await api<DeliveryView>(`/api/v1/webhooks/deliveries/${deliveryId}`, { signal })).body,
    enabled: isWanted && given === null,
    staleTime: Infinity,
  });
  const shown = given ?? body.data;
  const text = useMemo(() => (shown ? pretty(shown.text) : ""), [shown]);

  return (
    <Panel
      title="Body"
      count={formatBytes(sizeBytes)}
      actions={shown && <CopyButton text={shown.text} label="Copy the body as it came" />}
    >
      {!isWanted && (
        <p className="p-3">
          <Button onClick={() => setIsWanted(true)}>Show {formatBytes(sizeBytes)}</Button>
        </p>
      )}
      {body.isError && <ErrorState error={body.error} retry={() => void body.refetch()} />}
      {isWanted && !shown && !body.isError && <SkeletonRows rows={5} label="Loading the body" />}
      {shown && (
        <>
          {shown.isTruncated && (
            <p className="border-b border-line bg-warn-soft px-3 py-1.5 text-warn-ink">Only the beginning was kept.</p>
          )}
          {/* Scrolling needs the keyboard, too. */}
          <pre tabIndex={0} className="max-h-[32rem] overflow-auto p-3 font-mono text-xs leading-5">
            {text || <span className="font-sans text-faint">empty</span>}
          </pre>
        </>
      )}
    </Panel>
  );
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text; // Cut short, or no JSON: as it came.
  }
}
