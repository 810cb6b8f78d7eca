import { Clock, UserCheck } from "lucide-react";
import { titleOf, wordsOfKind } from "#components/templates/kind-words.ts";
import { Badge } from "#components/ui/badge.tsx";
import { cn } from "#components/ui/cn.ts";
import { countOf, formatDuration, formatNumber } from "#components/ui/format.ts";
import { Notice } from "#components/ui/notice.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { DeploymentPreview, SelectionPreview, StagePreview } from "#lib/templates/view.ts";

type PlanPreviewProps = {
  preview: DeploymentPreview | undefined;
  /** Why there is none, or none that fits the form as it is. */
  hint: string | null;
  isFetching: boolean;
};

/** What the deployment would do, before it is made: stages, devices and batches, windows, and the least time. */
export function PlanPreview({ preview, hint, isFetching }: PlanPreviewProps) {
  return (
    <Panel title="What it would do" actions={isFetching && <span className="text-xs text-muted">Asking…</span>}>
      <div aria-live="polite" className={cn("transition-opacity", isFetching && "opacity-70")}>
        {hint !== null && <p className="border-b border-line p-3 text-muted">{hint}</p>}
        {hint === null && preview && (
          <>
            <Summary preview={preview} />
            <ol className="divide-y divide-line">
              {preview.stages.map((stage) => (
                <PlannedStageItem key={stage.name} stage={stage} />
              ))}
            </ol>
          </>
        )}
      </div>
    </Panel>
  );
}

function Summary({ preview }: { preview: DeploymentPreview }) {
  return (
    <div className="space-y-2 border-b border-line p-3">
      <p className="text-base font-semibold">
        {countOf(preview.deviceCount, "device")}
        <span className="font-normal text-muted"> in {preview.environment?.name ?? "all"}</span>
      </p>
      <p className="flex items-center gap-1.5">
        <Clock aria-hidden className="size-3.5 text-muted" />
        {preview.secondsAtLeast === 0
          ? "As fast as the devices are"
          : `At least ${formatDuration(preview.secondsAtLeast)}, and the devices’ own time`}
      </p>
      {preview.approvals && (
        <p className="flex items-center gap-1.5">
          <UserCheck aria-hidden className="size-3.5 text-muted" />
          Starts after {countOf(preview.approvals.count, "approval")}
        </p>
      )}
      {preview.closedBecause && (
        <Notice kind="warn">
          {preview.closedBecause}{" "}
          {preview.opensAt ? (
            <>
              It may start <RelativeTime at={preview.opensAt} />.
            </>
          ) : (
            "It would never start."
          )}
        </Notice>
      )}
      {preview.warnings.map((warning) => (
        <Notice key={warning} kind="warn">
          {warning}
        </Notice>
      ))}
    </div>
  );
}

function PlannedStageItem({ stage }: { stage: StagePreview }) {
  const { label, icon: Icon } = wordsOfKind(stage.kind);
  const isSkipped = stage.skippedBecause !== null;
  return (
    <li className={cn("space-y-1.5 p-3", isSkipped && "text-muted")}>
      <p className="flex flex-wrap items-center gap-2">
        <Icon aria-hidden className={cn("size-4 shrink-0", isSkipped ? "text-faint" : "text-accent-ink")} />
        <span className="font-medium">{titleOf(stage)}</span>
        <Badge>{label}</Badge>
        {!isSkipped && (
          <span className="ml-auto text-xs text-muted">
            {stage.startsAfterSeconds === 0 ? "at the start" : `after ${formatDuration(stage.startsAfterSeconds)}`}
          </span>
        )}
      </p>
      {isSkipped && <p className="text-xs">Left out: {stage.skippedBecause}</p>}
      {stage.window && (
        <p className="text-xs text-muted">
          Batches start between {stage.window.start} and {stage.window.end}, {stage.window.timeZone}
          {stage.window.days && `, on days ${stage.window.days.join(", ")} of the week`}
        </p>
      )}
      {stage.selections.map((selection) => (
        <Selection key={selection.name} selection={selection} />
      ))}
    </li>
  );
}

function Selection({ selection }: { selection: SelectionPreview }) {
  const { name, total, sample, batches } = selection;
  const more = total - sample.length;
  return (
    <div className="rounded-md bg-sunken px-2 py-1.5 text-xs">
      <p>
        {name && <span className="font-medium">{name}: </span>}
        {countOf(total, "device")}
        {total > 0 && (
          <span className="text-muted">
            {" "}
            in{" "}
            {batches.length === 1
              ? "one batch"
              : `batches of ${batches.map((batch) => formatNumber(batch.deviceCount)).join(", ")}`}
          </span>
        )}
      </p>
      {total > 0 && (
        <p className="truncate text-muted">
          {sample.map((device) => device.name).join(", ")}
          {more > 0 && ` and ${formatNumber(more)} more`}
        </p>
      )}
    </div>
  );
}
