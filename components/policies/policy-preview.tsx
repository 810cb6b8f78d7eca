import { CircleCheck, CircleMinus } from "lucide-react";
import Link from "next/link";
import { faultsIn } from "#components/policies/faults.ts";
import { BatchShares } from "#components/policies/batch-shares.tsx";
import { cn } from "#components/ui/cn.ts";
import { sentenceOf } from "#components/ui/error-state.tsx";
import { countOf, formatNumber } from "#components/ui/format.ts";
import { Panel } from "#components/ui/panel.tsx";
import type { PolicyPreview, PreviewImage } from "#lib/intake/view-policies.ts";

const DEVICES_NAMED_MAX = 8;

type PolicyPreviewProps = {
  preview: PolicyPreview | undefined;
  isFetching: boolean;
  error: unknown;
  /** False while there is too little in the form to ask about. */
  isAsked: boolean;
};

/** What the policy would hit now, told by the same rules that decide about a push. */
export function PolicyPreviewPanel({ preview, isFetching, error, isAsked }: PolicyPreviewProps) {
  return (
    <Panel
      title="What it would hit now"
      actions={isFetching && <span className="text-xs text-muted">Asking…</span>}
      className="xl:sticky xl:top-16"
    >
      <div aria-live="polite" className={cn("transition-opacity", (error !== null || isFetching) && "opacity-70")}>
        {!isAsked && <p className="p-3 text-muted">Name an image, and it stands here.</p>}
        {isAsked && error !== null && (
          <p className="border-b border-line bg-warn-soft p-3 text-warn-ink">
            {faultsIn(error).length > 0 ? "Mend the marked fields, and it stands here." : sentenceOf(error)}
          </p>
        )}
        {isAsked && error === null && preview && (
          <>
            <Devices devices={preview.devices} />
            <Images images={preview.images} isShortened={preview.isShortened} />
          </>
        )}
      </div>
    </Panel>
  );
}

function Devices({ devices }: { devices: PolicyPreview["devices"] }) {
  const shown = devices.sample.slice(0, DEVICES_NAMED_MAX);
  const more = devices.total - shown.length;
  return (
    <section aria-label="Devices" className="space-y-2 border-b border-line p-3">
      <p className="text-base font-semibold">{countOf(devices.total, "device")}</p>
      {devices.total === 0 && <p className="text-warn-ink">No device fits: a rollout would end at once.</p>}
      {devices.total > 0 && (
        <>
          <BatchShares batches={devices.batches.map(({ percent }) => percent)} small />
          <ol className="grid grid-cols-[repeat(auto-fill,minmax(7.5rem,1fr))] gap-x-3">
            {devices.batches.map((batch) => (
              <li key={batch.index} className="flex justify-between gap-2">
                <span className="text-muted">Batch {batch.index + 1}</span>
                {formatNumber(batch.deviceCount)}
              </li>
            ))}
          </ol>
          <p className="text-xs text-muted">
            {shown.map((device, index) => (
              <span key={device.id}>
                {index > 0 && ", "}
                <Link href={`/devices/${device.id}`} className="hover:text-ink hover:underline">
                  {device.name}
                </Link>
              </span>
            ))}
            {more > 0 && ` and ${formatNumber(more)} more`}
          </p>
        </>
      )}
    </section>
  );
}

function Images({ images, isShortened }: { images: readonly PreviewImage[]; isShortened: boolean }) {
  return (
    <section aria-label="Images and tags" className="max-h-[24rem] space-y-3 overflow-y-auto p-3">
      {images.length === 0 && (
        <p className="text-muted">
          No image heard of so far matches. That is fine for one whose first push is yet to come; otherwise check the
          pattern.
        </p>
      )}
      {images.map((image) => (
        <div key={image.image}>
          <p className="truncate font-mono text-xs" title={image.image}>
            {image.image}
          </p>
          <ul className="mt-1 space-y-0.5">
            {image.tags.map((tag) => {
              const Icon = tag.wins ? CircleCheck : CircleMinus;
              return (
                <li key={tag.tag} className="flex items-start gap-1.5">
                  <Icon
                    aria-hidden
                    className={cn("mt-0.5 size-3.5 shrink-0", tag.wins ? "text-good-ink" : "text-faint")}
                  />
                  <span className="min-w-0">
                    <span className="font-medium">{tag.tag}</span>{" "}
                    <span className="text-xs text-muted">
                      {tag.wins ? "taken" : "not taken"}: {tag.reason}
                    </span>
                  </span>
                </li>
              );
            })}
          </ul>
        </div>
      ))}
      {isShortened && <p className="text-xs text-faint">There are more than are shown.</p>}
    </section>
  );
}
