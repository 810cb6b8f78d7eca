"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Eraser } from "lucide-react";
import { cdnKeys, invalidateFile, readDistribution } from "#components/cdn/queries.ts";
import { PlaceState } from "#components/cdn/region-looks.tsx";
import { useMay } from "#components/session.tsx";
import { Button } from "#components/ui/button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { countOf } from "#components/ui/format.ts";
import { useOrigin } from "#components/ui/origin.ts";
import { Panel } from "#components/ui/panel.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { toast } from "#components/ui/toast.tsx";
import { isMoving } from "#lib/cdn/rules/distribution.ts";
import { providerTraits } from "#lib/cdn/rules/provider.ts";
import type { DistributionView } from "#lib/cdn/find-distribution.ts";
import type { PlaceView } from "#lib/cdn/view.ts";
import type { ReactNode } from "react";

const WHILE_MOVING_MS = 1_500;

/** Where a file is handed out, region by region, and the way to have it forgotten there. */
export function FileDistribution({ fileId, fileName }: { fileId: string; fileName: string }) {
  const mayWrite = useMay("versions:write");
  const queries = useQueryClient();
  const { data, error, refetch } = useQuery({
    queryKey: cdnKeys.distribution(fileId),
    queryFn: ({ signal }) => readDistribution(fileId, signal),
    refetchInterval: ({ state }) => (isUnderWay(state.data) ? WHILE_MOVING_MS : false),
  });
  const caches = data?.items.filter(({ isOrigin, isOn }) => !isOrigin && isOn) ?? [];

  async function invalidate(regions: readonly string[]) {
    const { items } = await invalidateFile(fileId, { regions });
    toast({ kind: "good", title: `${countOf(items.length, "region")} told to forget ${fileName}` });
    await queries.invalidateQueries({ queryKey: cdnKeys.distribution(fileId) });
  }

  return (
    <Panel
      title="Distribution"
      actions={
        mayWrite &&
        caches.length > 0 && (
          <InvalidateButton
            label={`Invalidate in ${countOf(caches.length, "region")}`}
            fileName={fileName}
            onConfirm={() => invalidate(caches.map(({ region }) => region))}
          />
        )
      }
    >
      {error && !data && <ErrorState error={error} retry={() => void refetch()} />}
      {!error && !data && <Skeleton className="m-3 h-8" />}
      {data && (
        <ul className="divide-y divide-line">
          {data.items.map((place) => (
            <Place
              key={place.region}
              place={place}
              action={
                mayWrite &&
                !place.isOrigin &&
                place.isOn && (
                  <InvalidateButton
                    label="Invalidate"
                    fileName={fileName}
                    region={place.region}
                    onConfirm={() => invalidate([place.region])}
                  />
                )
              }
            />
          ))}
        </ul>
      )}
      {data && caches.length === 0 && <p className="border-t border-line px-3 py-2 text-muted">{whyAlone(data)}</p>}
    </Panel>
  );
}

function isUnderWay(data: DistributionView | undefined): boolean {
  return data?.items.some(({ state, isOn }) => isMoving(state) && isOn) ?? false;
}

function whyAlone({ isPublic, items }: DistributionView): string {
  if (items.some(({ isOrigin }) => !isOrigin)) return "No other region is on.";
  return isPublic
    ? "Slipway itself hands it out. Caches in front of it are added under Settings, CDN."
    : "The product is private, so Slipway itself hands its files out, to those who may have them.";
}

function Place({ place, action }: { place: PlaceView; action: ReactNode }) {
  const origin = useOrigin();
  const url = place.url.startsWith("/") ? `${origin}${place.url}` : place.url;
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2">
      <span className="w-32 min-w-0">
        <span className="block truncate font-medium">{place.region}</span>
        <span className="block text-xs text-muted">
          {place.isOrigin ? "this server" : providerTraits[place.provider].label}
        </span>
      </span>
      <PlaceState state={place.state} isOn={place.isOn} />
      <span className="flex min-w-40 flex-1 items-center gap-1">
        <code className="truncate font-mono text-xs text-muted" title={url}>
          {url}
        </code>
        <CopyButton text={url} label={`Copy the address in ${place.region}`} />
      </span>
      {place.updatedAt && <RelativeTime at={place.updatedAt} className="text-xs whitespace-nowrap text-muted" />}
      {action}
      {place.error && (
        <p className="basis-full text-xs text-bad-ink">
          {place.error}
          {isMoving(place.state) && place.attempts > 0 && ` Tried ${countOf(place.attempts, "time")}; it goes on.`}
        </p>
      )}
    </li>
  );
}

type InvalidateButtonProps = {
  label: string;
  fileName: string;
  region?: string;
  onConfirm: () => Promise<void>;
};

function InvalidateButton({ label, fileName, region, onConfirm }: InvalidateButtonProps) {
  return (
    <ConfirmDialog
      title={region === undefined ? `Invalidate ${fileName}` : `Invalidate ${fileName} in ${region}`}
      confirmLabel="Invalidate"
      trigger={
        <Button size="sm">
          <Eraser aria-hidden />
          {label}
        </Button>
      }
      onConfirm={onConfirm}
    >
      {region === undefined ? "Every region" : `The region ${region}`} forgets the file and fetches it from here anew.
      Its address stays the same, and so does its content: the address holds the hash.
    </ConfirmDialog>
  );
}
