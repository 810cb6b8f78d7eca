"use client";

import { Ban, CheckCheck, Pause, Play } from "lucide-react";
import { useRouter } from "next/navigation";
import { useMay } from "#components/session.tsx";
import { ChangeShare } from "#components/updates/change-share.tsx";
import { actOnDistribution, completeDistribution, type DistributionAction } from "#components/updates/queries.ts";
import { Button } from "#components/ui/button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { useSubmit } from "#components/ui/use-submit.ts";
import { mayDoWith } from "#lib/updates/rules/transitions.ts";
import type { DistributionView } from "#lib/updates/view.ts";

/** What can be done with a distribution in its state. Stopping is one click; growing and ending ask first. */
export function DistributionControls({ distribution }: { distribution: DistributionView }) {
  const mayWrite = useMay("rollouts:write");
  const router = useRouter();
  const { id, status, strategy, version, otherVersion, channel } = distribution;
  const pausing = useSubmit(async () => {
    await actOnDistribution(id, "pause");
    router.refresh();
  });
  const act = (action: DistributionAction) => async (reason?: string) => {
    await actOnDistribution(id, action, reason);
    router.refresh();
  };
  const complete = (winner?: "version" | "otherVersion") => async () => {
    await completeDistribution(id, winner);
    router.refresh();
  };
  if (!mayWrite || status === "completed" || status === "cancelled") return null;

  return (
    <>
      <FormError error={pausing.error} title="It was not paused" />
      <div className="flex flex-wrap gap-2">
        {mayDoWith("pause", status) && (
          <Button size="sm" busy={pausing.isBusy} onClick={() => void pausing.submit()}>
            <Pause aria-hidden />
            Pause
          </Button>
        )}
        {mayDoWith("resume", status) && (
          <ConfirmDialog
            title={`Resume ${version}`}
            confirmLabel="Resume it"
            trigger={
              <Button size="sm">
                <Play aria-hidden />
                Resume
              </Button>
            }
            onConfirm={act("resume")}
          >
            It goes on where it was: clients inside its share are offered {version} again.
          </ConfirmDialog>
        )}
        {strategy !== "immediate" && <ChangeShare distribution={distribution} />}
        {mayDoWith("complete", status) &&
          (strategy === "split" ? (
            <>
              <Complete label={`${version} wins`} version={version} channel={channel} onConfirm={complete("version")} />
              <Complete
                label={`${otherVersion ?? ""} wins`}
                version={otherVersion ?? ""}
                channel={channel}
                onConfirm={complete("otherVersion")}
              />
            </>
          ) : (
            <Complete label="To everybody" version={version} channel={channel} onConfirm={complete()} />
          ))}
        {mayDoWith("cancel", status) && (
          <ConfirmDialog
            title={`Cancel the distribution of ${version}`}
            confirmLabel={`Offer ${version} to nobody`}
            danger
            askReason
            trigger={
              <Button size="sm" variant="ghost">
                <Ban aria-hidden />
                Cancel
              </Button>
            }
            onConfirm={act("cancel")}
          >
            From now on nobody on {channel} is offered {version}; clients are offered what was there before. Those who
            have installed it keep it.
          </ConfirmDialog>
        )}
      </div>
    </>
  );
}

type CompleteProps = { label: string; version: string; channel: string; onConfirm: () => Promise<void> };

function Complete({ label, version, channel, onConfirm }: CompleteProps) {
  return (
    <ConfirmDialog
      title={`Offer ${version} to everybody`}
      confirmLabel={`Offer ${version} to all of ${channel}`}
      trigger={
        <Button size="sm">
          <CheckCheck aria-hidden />
          {label}
        </Button>
      }
      onConfirm={onConfirm}
    >
      Every client on {channel} is offered {version} the next time that it asks. The distribution is over with this.
    </ConfirmDialog>
  );
}
