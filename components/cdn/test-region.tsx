"use client";

import { CircleCheck, CircleMinus, CircleX, LoaderCircle } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { testRegion } from "#components/cdn/queries.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#components/ui/cn.ts";
import { Dialog, DialogClose } from "#components/ui/dialog.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { useSubmit } from "#components/ui/use-submit.ts";
import type { RegionTest, RegionTestStep, RegionView } from "#lib/cdn/view.ts";

/** Fetches a small object through a region, step by step. */
export function TestRegion({ region, onClose }: { region: RegionView | null; onClose: () => void }) {
  return (
    <Dialog
      open={region !== null}
      onOpenChange={onClose}
      title={`Test ${region?.name ?? ""}`}
      description={region?.baseUrl}
    >
      {region && <Steps region={region} />}
    </Dialog>
  );
}

const STEPS: readonly { step: RegionTestStep["step"]; label: string }[] = [
  { step: "reach", label: "It leads to this server" },
  { step: "cache", label: "It keeps what it fetched" },
  { step: "purge", label: "It forgets when it is told to" },
];

function Steps({ region }: { region: RegionView }) {
  const router = useRouter();
  const [test, setTest] = useState<RegionTest | null>(null);
  const { submit, isBusy, error } = useSubmit(async () => {
    setTest(null);
    setTest(await testRegion(region.name));
    router.refresh();
  });
  return (
    <div className="space-y-4">
      <FormError error={error} title="The test could not be made" />
      <ol className="space-y-2" aria-live="polite">
        {STEPS.map(({ step, label }) => (
          <Step key={step} label={label} step={test?.steps.find((taken) => taken.step === step)} isBusy={isBusy} />
        ))}
      </ol>
      {test && <Notice kind={test.ok ? "good" : "bad"}>{test.message}</Notice>}
      <div className="flex justify-end gap-2">
        <DialogClose asChild>
          <Button variant="ghost">Close</Button>
        </DialogClose>
        <Button variant="primary" busy={isBusy} onClick={() => void submit()}>
          {test ? "Test again" : "Check the connection"}
        </Button>
      </div>
    </div>
  );
}

function Step({ label, step, isBusy }: { label: string; step: RegionTestStep | undefined; isBusy: boolean }) {
  const Icon = step?.ok === true ? CircleCheck : step?.ok === false ? CircleX : isBusy ? LoaderCircle : CircleMinus;
  const ink = step?.ok === true ? "text-good-ink" : step?.ok === false ? "text-bad-ink" : "text-faint";
  return (
    <li className="flex items-start gap-2">
      <Icon aria-hidden className={cn("mt-0.5 size-4 shrink-0", ink, !step && isBusy && "animate-spin")} />
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-2 font-medium">
          {label}
          {step && step.cache !== "unknown" && <Badge>{step.cache === "hit" ? "HIT" : "MISS"}</Badge>}
        </p>
        {step && <p className="text-xs break-words text-muted">{step.detail}</p>}
      </div>
    </li>
  );
}
