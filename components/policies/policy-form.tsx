"use client";

import { useRouter } from "next/navigation";
import { useMemo, useState } from "react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { faultsIn, makeFaultOf } from "#components/policies/faults.ts";
import { bodyOf, fieldsOf, freshFields, type PolicyFields } from "#components/policies/policy-fields.ts";
import { PolicyPreviewPanel } from "#components/policies/policy-preview.tsx";
import { changePolicy, createPolicy, policyKeys, previewPolicy } from "#components/policies/queries.ts";
import { DevicesSection, FailureSection, ImageSection, PaceSection } from "#components/policies/sections.tsx";
import { useMay } from "#components/session.tsx";
import { Button } from "#components/ui/button.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { toast } from "#components/ui/toast.tsx";
import { useFormSubmit } from "#components/ui/use-form-submit.ts";
import { useRested } from "#components/ui/use-rested.ts";
import { useUnsavedGuard } from "#components/ui/use-unsaved-guard.ts";
import type { PolicyView } from "#lib/intake/view-policies.ts";

const REST_MS = 350;

/** Every path whose fault has its own place in the form. */
const PLACED =
  /^(name|imagePattern|tagRule|productId|priority|updateStrategy|batches|batchDelayMinutes|maintenanceWindow|healthCheckConfig|maxFailureRate|deviceTimeoutSeconds|deviceFilter)(\.|$)/;

type PolicyFormProps = {
  policy: PolicyView | null;
  /** A new policy starts as a copy of this one. */
  model?: PolicyView;
  products: readonly { id: string; slug: string }[];
  fleets: readonly string[];
};

/** Makes or changes a policy. Beside it stands what the policy would hit, as the server sees it. */
export function PolicyForm({ policy, model, products, fleets }: PolicyFormProps) {
  const router = useRouter();
  const mayWrite = useMay("policies:write");
  const [initial] = useState(() => initialFields(policy, model));
  const [saved, setSaved] = useState(initial);
  const [fields, setFields] = useState(initial);
  const set = (change: Partial<PolicyFields>) => setFields((before) => ({ ...before, ...change }));
  const isDirty = fields !== saved && JSON.stringify(fields) !== JSON.stringify(saved);
  useUnsavedGuard(isDirty);

  const preview = usePreview(fields, policy?.id);
  const { onSubmit, isBusy, error, clear } = useFormSubmit(async () => {
    if (policy) {
      await changePolicy(policy.id, bodyOf(fields));
      setSaved(fields);
      toast({
        kind: "good",
        title: `${fields.name} is saved`,
        detail: "Rollouts under way keep the rules they were made with.",
      });
      router.refresh();
    } else {
      const made = await createPolicy(bodyOf(fields));
      setSaved(fields);
      router.push(`/policies/${made.id}`);
      router.refresh();
    }
  });

  const faults = [...faultsIn(error), ...faultsIn(preview.error)];
  const faultOf = makeFaultOf(faults);
  const section = { fields, set, faultOf };
  return (
    <form
      noValidate
      className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_24rem]"
      onSubmit={onSubmit}
      onChange={error === null ? undefined : clear}
    >
      <fieldset disabled={!mayWrite} className="min-w-0 space-y-4">
        <ImageSection {...section} products={products} />
        <PaceSection {...section} deviceCounts={preview.data?.devices.batches.map(({ deviceCount }) => deviceCount)} />
        <FailureSection {...section} />
        <DevicesSection {...section} fleets={fleets} />
        <FormError
          error={error}
          title="The policy was not saved"
          placed={faultsIn(error)
            .map(({ path }) => path)
            .filter((path) => PLACED.test(path))}
        />
        {mayWrite && (
          <div className="flex flex-wrap items-center gap-3">
            <Button type="submit" variant="primary" busy={isBusy} disabled={policy !== null && !isDirty}>
              {policy ? "Save changes" : "Make the policy"}
            </Button>
            {policy && isDirty && (
              <Button variant="ghost" onClick={() => setFields(saved)}>
                Discard changes
              </Button>
            )}
            {faultsIn(error).length > 0 && <span className="text-bad-ink">Some fields need another look.</span>}
          </div>
        )}
      </fieldset>
      <PolicyPreviewPanel
        preview={preview.data}
        isFetching={preview.isFetching}
        error={preview.error}
        isAsked={preview.isAsked}
      />
    </form>
  );
}

function initialFields(policy: PolicyView | null, model: PolicyView | undefined): PolicyFields {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (policy) return fieldsOf(policy, here);
  return model ? { ...fieldsOf(model, here), name: "" } : freshFields(here);
}

function usePreview(fields: PolicyFields, policyId: string | undefined) {
  const rested = useRested(fields, REST_MS);
  const body = useMemo(() => {
    const { name, ...rest } = bodyOf(rested);
    return { ...rest, ...(rested.name.trim() && { name }), ...(policyId && { policyId }) };
  }, [rested, policyId]);
  const isAsked = rested.imagePattern.trim() !== "";
  const query = useQuery({
    queryKey: policyKeys.preview(body),
    queryFn: ({ signal }) => previewPolicy(body, signal),
    enabled: isAsked,
    placeholderData: keepPreviousData,
  });
  return { ...query, isAsked };
}
