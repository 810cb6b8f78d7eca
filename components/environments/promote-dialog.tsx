"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { DiffViewer } from "#components/diffs/diff-viewer.tsx";
import { environmentKeys, previewPromotion, promoteDeployment } from "#components/environments/queries.ts";
import { Dialog } from "#components/ui/dialog.tsx";
import { DialogActions } from "#components/ui/dialog-actions.tsx";
import { Digest } from "#components/ui/digest.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { countOf } from "#components/ui/format.ts";
import { Input } from "#components/ui/input.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { useFormSubmit } from "#components/ui/use-form-submit.ts";
import type { PromotionView } from "#lib/deployments/promotion/view.ts";

/** Shows what a promotion would change, and asks for it. */
export function PromoteDialog({ deploymentId, onClose }: { deploymentId: string; onClose: () => void }) {
  const promotion = useQuery({
    queryKey: environmentKeys.promotion(deploymentId, ""),
    queryFn: ({ signal }) => previewPromotion(deploymentId, "", signal),
  });
  const { data } = promotion;
  const title = data?.to ? `Promote ${data.product.name} ${data.coming.version} to ${data.to.name}` : "Promote";
  return (
    <Dialog open onOpenChange={onClose} title={title} wide>
      {promotion.isPending && <SkeletonRows rows={4} />}
      {promotion.isError && <ErrorState error={promotion.error} retry={() => void promotion.refetch()} />}
      {data && <Promotion promotion={data} />}
    </Dialog>
  );
}

function Promotion({ promotion }: { promotion: PromotionView }) {
  const router = useRouter();
  const [name, setName] = useState("");
  const { onSubmit, isBusy, error, problemOf } = useFormSubmit(async () => {
    const body = name.trim() === "" ? {} : { name: name.trim() };
    const { id } = await promoteDeployment(promotion.deploymentId, body);
    router.push(`/deployments/${id}`);
  });
  const { from, to, coming, running, pair, objection, template } = promotion;
  if (objection !== null || to === null) {
    return (
      <Notice kind="warn" title="It cannot be promoted">
        {objection}
      </Notice>
    );
  }
  return (
    <form onSubmit={onSubmit} className="space-y-4">
      <FormError error={error} placed={["name"]} title="It was not promoted" />
      <p>
        Exactly what was verified in {from?.name} goes to {countOf(to.deviceCount, "device")}
        {template && ` by the template ${template.name}`}, with the values that it was deployed with.{" "}
        {to.requiredApprovals > 0 && `It starts once ${countOf(to.requiredApprovals, "person", "people")} approved it.`}
      </p>
      <dl className="grid gap-x-4 gap-y-1 sm:grid-cols-[auto_minmax(0,1fr)]">
        <dt className="text-muted">Runs there</dt>
        <dd>{running ? <Release {...running} /> : "nothing"}</dd>
        <dt className="text-muted">Comes</dt>
        <dd>
          <Release {...coming} />
        </dd>
      </dl>
      {pair ? (
        <DiffViewer pair={pair} />
      ) : (
        running && <p className="text-muted">No builds are recorded of both versions, so they cannot be compared.</p>
      )}
      <Field label="Name" optional error={problemOf("name")} help="Empty is the product and its version.">
        <Input value={name} onChange={(event) => setName(event.target.value)} maxLength={200} />
      </Field>
      <DialogActions submit={`Promote to ${to.name}`} busy={isBusy} />
    </form>
  );
}

function Release({ version, digest }: { version: string; digest: string | null }) {
  return (
    <span className="inline-flex flex-wrap items-baseline gap-2">
      <span className="font-mono font-medium">{version}</span>
      {digest !== null && <Digest digest={digest} />}
    </span>
  );
}
