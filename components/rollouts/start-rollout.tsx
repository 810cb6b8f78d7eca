"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type SubmitEvent, useId, useState } from "react";
import { api, ApiError } from "#components/api.ts";
import { randomId } from "#components/random-id.ts";
import { startRollout } from "#components/rollouts/queries.ts";
import { Button } from "#components/ui/button.tsx";
import { Combobox } from "#components/ui/combobox.tsx";
import { Dialog, DialogClose } from "#components/ui/dialog.tsx";
import { sentenceOf } from "#components/ui/error-state.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Notice } from "#components/ui/notice.tsx";
import type { Page } from "#lib/kernel/page.ts";

type PolicyChoice = {
  id: string;
  name: string;
  imagePattern: string;
  updateStrategy: string;
  productId: string | null;
};

type StartRolloutProps = {
  close: () => void;
  /** What is to be rolled out, where the person comes from a version. */
  tag: string | null;
  productId: string | null;
};

const POLICIES_MAX = 500;
const FIELDS = ["policyId", "tag", "image", "digest", "scheduledAt"];

/** Starts a rollout that no push asked for: which policy's rules, and which tag. */
export function StartRollout({ close, tag: wished, productId }: StartRolloutProps) {
  const router = useRouter();
  const formId = useId();
  // One key for the life of the dialog: a second click or a retry after a lost answer makes no second rollout.
  const [idempotencyKey] = useState(randomId);
  const [chosenId, setPolicyId] = useState<string | null>(null);
  const [tag, setTag] = useState(wished ?? "");
  const [image, setImage] = useState("");
  const [startsAt, setStartsAt] = useState("");
  const [error, setError] = useState<unknown>(null);
  const [isBusy, setIsBusy] = useState(false);

  const policies = useQuery({
    queryKey: ["policies", "choices"],
    queryFn: ({ signal }) => api<Page<PolicyChoice>>("/api/v1/policies", { query: { limit: POLICIES_MAX }, signal }),
  });
  const fitting = productId === null ? [] : (policies.data?.items ?? []).filter((one) => one.productId === productId);
  // The only policy of the product that was named is the one that is meant.
  const policyId = chosenId ?? (fitting.length === 1 ? (fitting[0]?.id ?? "") : "");
  const chosen = policies.data?.items.find(({ id }) => id === policyId);
  const problemOf = (path: string) => (error instanceof ApiError ? error.problemOf(path) : undefined);
  const isTold = FIELDS.some((path) => problemOf(path));
  const asksImage = (chosen !== undefined && /[*?[{]/.test(chosen.imagePattern)) || problemOf("image") !== undefined;

  async function submit(event: SubmitEvent) {
    event.preventDefault();
    setIsBusy(true);
    setError(null);
    try {
      const rollout = await startRollout(
        {
          policyId,
          tag: tag.trim(),
          ...(image.trim() && { image: image.trim() }),
          ...(startsAt && { scheduledAt: new Date(startsAt).toISOString() }),
        },
        idempotencyKey,
      );
      router.push(`/rollouts/${rollout.id}`);
    } catch (caught) {
      setError(caught);
      setIsBusy(false);
    }
  }

  return (
    <Dialog
      open
      onOpenChange={close}
      title="Start a rollout"
      description="Under a policy’s rules and on its devices, without waiting for a push."
      footer={
        <>
          <DialogClose asChild>
            <Button variant="ghost">Cancel</Button>
          </DialogClose>
          <Button type="submit" form={formId} variant="primary" busy={isBusy} disabled={!policyId || !tag.trim()}>
            Start the rollout
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={(event) => void submit(event)} className="space-y-3">
        <Field
          label="Policy"
          error={problemOf("policyId")}
          help={chosen && `${chosen.imagePattern}, ${chosen.updateStrategy}`}
        >
          <Combobox
            value={policyId}
            onChange={setPolicyId}
            placeholder={policies.isPending ? "Loading policies…" : "Choose a policy"}
            emptyText="There is no such policy"
            options={(policies.data?.items ?? []).map(({ id, name, imagePattern }) => ({
              value: id,
              label: name,
              detail: imagePattern,
            }))}
          />
        </Field>
        {asksImage && (
          <Field label="Image" error={problemOf("image")} help="The policy’s pattern stands for several images.">
            <Input value={image} onChange={(event) => setImage(event.target.value)} placeholder="ghcr.io/team/app" />
          </Field>
        )}
        <Field label="Tag" error={problemOf("tag")}>
          <Input
            value={tag}
            onChange={(event) => setTag(event.target.value)}
            placeholder="1.4.0"
            autoCapitalize="off"
            autoComplete="off"
            spellCheck={false}
          />
        </Field>
        <Field label="Not before" optional error={problemOf("scheduledAt")} help="In your own time zone.">
          <Input type="datetime-local" value={startsAt} onChange={(event) => setStartsAt(event.target.value)} />
        </Field>
        {policies.isError && <Notice kind="bad">{sentenceOf(policies.error)}</Notice>}
        {error !== null && !isTold && <Notice kind="bad">{sentenceOf(error)}</Notice>}
      </form>
    </Dialog>
  );
}
