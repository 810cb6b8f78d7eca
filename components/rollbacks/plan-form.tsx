"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { foundByWords } from "#components/rollbacks/looks.tsx";
import { createPlan, findTarget, rollbackKeys, type TargetWish } from "#components/rollbacks/queries.ts";
import type { Option } from "#components/rollbacks/rollback-list.tsx";
import { ChoiceCards } from "#components/ui/choice-cards.tsx";
import { DialogActions } from "#components/ui/dialog-actions.tsx";
import { sentenceOf } from "#components/ui/error-state.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Input, Textarea } from "#components/ui/input.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Select } from "#components/ui/select.tsx";
import { useFormSubmit } from "#components/ui/use-form-submit.ts";
import { useRested } from "#components/ui/use-rested.ts";
import type { Strategy } from "#lib/rollbacks/rules/plan.ts";

const REST_MS = 300;
const PLACED = ["productId", "environmentId", "fromVersion", "toVersion", "reason", "batches", "scheduledAt"];

const STRATEGIES = [
  { value: "immediate", label: "At once", help: "All devices together, as soon as it is approved and carried out." },
  { value: "gradual", label: "In batches", help: "The next batch starts once the one before went well." },
  { value: "scheduled", label: "At a time", help: "Waits for the time that you name, and checks again then." },
] as const;

type PlanFormProps = {
  products: readonly Option[];
  environments: readonly Option[];
  deploymentId?: string | undefined;
};

/** What is taken back, to what, how and why. What it would go back to is looked up while one writes. */
export function PlanForm({ products, environments, deploymentId }: PlanFormProps) {
  const router = useRouter();
  const [product, setProduct] = useState("");
  const [environment, setEnvironment] = useState("");
  const [from, setFrom] = useState("");
  const [to, setTo] = useState("");
  const [reason, setReason] = useState("");
  const [strategy, setStrategy] = useState<Strategy>("immediate");
  const [batches, setBatches] = useState("10, 50, 100");
  const [local, setLocal] = useState("");
  const source: TargetWish =
    deploymentId === undefined
      ? {
          ...(product !== "" && { productId: product }),
          ...(environment !== "" && { environmentId: environment }),
          ...(from.trim() !== "" && { fromVersion: from.trim() }),
        }
      : { deploymentId };
  const { onSubmit, isBusy, error, problemOf } = useFormSubmit(async () => {
    const plan = await createPlan({
      ...source,
      reason,
      strategy,
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      ...(to.trim() !== "" && { toVersion: to.trim() }),
      ...(strategy === "gradual" && { batches: readBatches(batches) }),
      ...(strategy === "scheduled" && local !== "" && { scheduledAt: new Date(local).toISOString() }),
    });
    router.push(`/rollbacks/${plan.id}`);
  });
  return (
    <form className="space-y-4" onSubmit={onSubmit}>
      <FormError error={error} placed={PLACED} title="It was not planned" />
      {deploymentId === undefined && (
        <div className="grid gap-4 sm:grid-cols-3">
          <Field label="Product" error={problemOf("productId")}>
            <Select
              value={product}
              required
              onChange={(event) => setProduct(event.target.value)}
              options={[{ value: "", label: "Choose one" }, ...products.map(toOption)]}
            />
          </Field>
          <Field label="Environment" error={problemOf("environmentId")}>
            <Select
              value={environment}
              onChange={(event) => setEnvironment(event.target.value)}
              options={[{ value: "", label: "Everywhere" }, ...environments.map(toOption)]}
            />
          </Field>
          <Field label="Take back" optional error={problemOf("fromVersion")} help="Left empty: what runs there.">
            <Input value={from} onChange={(event) => setFrom(event.target.value)} maxLength={200} spellCheck={false} />
          </Field>
        </div>
      )}
      <FoundTarget source={source} isNamed={to.trim() !== ""} />
      <Field label="Go back to" optional error={problemOf("toVersion")} help="Left empty: the version that was found.">
        <Input value={to} onChange={(event) => setTo(event.target.value)} maxLength={200} spellCheck={false} />
      </Field>
      <Field label="Why" error={problemOf("reason")} help="Whoever approves it reads this, and so does the log.">
        <Textarea
          rows={2}
          required
          maxLength={2000}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      </Field>
      <ChoiceCards
        legend="How"
        choices={STRATEGIES}
        value={strategy}
        onChange={setStrategy}
        className="sm:grid-cols-3"
      />
      {strategy === "gradual" && (
        <Field label="Batches" error={problemOf("batches")} help="Cumulative shares of the devices in percent.">
          <Input value={batches} onChange={(event) => setBatches(event.target.value)} inputMode="numeric" />
        </Field>
      )}
      {strategy === "scheduled" && (
        <Field label="Not before" error={problemOf("scheduledAt")} help="By the clock of this browser.">
          <Input type="datetime-local" required value={local} onChange={(event) => setLocal(event.target.value)} />
        </Field>
      )}
      <DialogActions submit="Plan it" busy={isBusy} />
    </form>
  );
}

function toOption({ slug, name }: Option) {
  return { value: slug, label: name };
}

/** What is no number goes as it is written: the server says what would be right. */
function readBatches(text: string): (number | string)[] {
  return text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map((part) => (Number.isNaN(Number(part)) ? part : Number(part)));
}

/** Says to what it would go back by itself, or why to nothing. */
function FoundTarget({ source, isNamed }: { source: TargetWish; isNamed: boolean }) {
  const rested = useRested(source, REST_MS);
  const found = useQuery({
    queryKey: rollbackKeys.target(rested),
    queryFn: ({ signal }) => findTarget(rested, signal),
    enabled: rested.deploymentId !== undefined || rested.productId !== undefined,
    retry: false,
  });
  if (found.isError) return <Notice kind="warn">{sentenceOf(found.error)}</Notice>;
  if (!found.data) return null;
  const { from, target, candidates } = found.data;
  if (target === null) {
    const faults = candidates.map(({ version, fault }) => `${version} ${fault ?? ""}`.trim());
    if (isNamed) return null;
    return (
      <Notice kind="warn" title="Nothing to go back to was found">
        {faults.length > 0 ? `${faults.join("; ")}. ` : ""}Name the version below.
      </Notice>
    );
  }
  return (
    <Notice>
      {isNamed ? (
        <p>{from.version} is taken back.</p>
      ) : (
        <p>
          {from.version} → <strong>{target.version}</strong>, {foundByWords[target.foundBy]}.
        </p>
      )}
    </Notice>
  );
}
