"use client";

import { FileSignature, ShieldCheck } from "lucide-react";
import { useRouter } from "next/navigation";
import { CheckOutcome } from "#components/events/check-outcome.tsx";
import { makeCheckpoint } from "#components/events/queries.ts";
import { saveText } from "#components/events/save-text.ts";
import { useLogCheck } from "#components/events/use-log-check.ts";
import { useMay } from "#components/session.tsx";
import { Button } from "#components/ui/button.tsx";
import { Digest } from "#components/ui/digest.tsx";
import { sentenceOf } from "#components/ui/error-state.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Fact, Facts, Panel } from "#components/ui/panel.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { useSubmit } from "#components/ui/use-submit.ts";
import type { AuditState } from "#lib/events/audit/view.ts";
import { countOf, formatNumber } from "#lib/kernel/format.ts";

/** How far the log is signed, a check of all of it, and a signature to take away. */
export function IntegrityPanel({ state }: { state: AuditState }) {
  const router = useRouter();
  const mayCheck = useMay("events:export");
  const maySign = useMay("events:write");
  const { check, start, stop } = useLogCheck();
  const signing = useSubmit(async () => {
    const checkpoint = await makeCheckpoint();
    saveText(`slipway-checkpoint-${checkpoint.seq}.json`, `${JSON.stringify(checkpoint)}\n`);
    router.refresh();
  });

  return (
    <Panel
      title="Integrity"
      className="mb-3"
      bodyClassName="space-y-3 p-3"
      actions={
        <>
          {maySign && (
            <Button size="sm" busy={signing.isBusy} onClick={() => void signing.submit()}>
              <FileSignature aria-hidden />
              Sign and save a checkpoint
            </Button>
          )}
          {mayCheck &&
            (check.kind === "running" ? (
              <Button size="sm" onClick={stop}>
                Stop checking
              </Button>
            ) : (
              <Button size="sm" onClick={start}>
                <ShieldCheck aria-hidden />
                Verify now
              </Button>
            ))}
        </>
      }
    >
      {state.tampering && (
        <Notice kind="bad" title="The log was tampered with">
          {state.tampering.fault} Noticed <RelativeTime at={state.tampering.at} />.
        </Notice>
      )}
      <StateFacts state={state} />
      {signing.error !== null && (
        <Notice kind="bad" title="No checkpoint was signed">
          {sentenceOf(signing.error)}
        </Notice>
      )}
      <CheckOutcome check={check} />
    </Panel>
  );
}

function StateFacts({ state }: { state: AuditState }) {
  const { lastCheckpoint, lastSeq, lastHash, cutSeq, retentionDays } = state;
  return (
    <Facts>
      <Fact label="Last event">
        {formatNumber(lastSeq)} <Digest digest={lastHash} copy />
      </Fact>
      <Fact label="Last checkpoint">
        {lastCheckpoint ? (
          <>
            event {formatNumber(lastCheckpoint.seq)}, <RelativeTime at={lastCheckpoint.at} />
          </>
        ) : (
          <span className="text-faint">none yet</span>
        )}
      </Fact>
      <Fact label="Kept">{retentionDays === null ? "for ever" : countOf(retentionDays, "day")}</Fact>
      {cutSeq > 0 && <Fact label="Begins behind">event {formatNumber(cutSeq)}, signed</Fact>}
      <Fact label="Signed with key">
        <code className="font-mono text-xs">{state.keyId.slice(0, 12)}</code>
      </Fact>
    </Facts>
  );
}
