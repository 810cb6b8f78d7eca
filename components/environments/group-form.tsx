"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { GroupItem, type GroupWish } from "#components/environments/group-item.tsx";
import { environmentKeys, previewGroup, startGroup } from "#components/environments/queries.ts";
import { useMay } from "#components/session.tsx";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Input } from "#components/ui/input.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { Select } from "#components/ui/select.tsx";
import { useFormSubmit } from "#components/ui/use-form-submit.ts";
import type { GroupPlanView } from "#lib/deployments/groups/view.ts";

type Choice = { slug: string; name: string };
type GroupFormProps = {
  environments: readonly Choice[];
  templates: readonly Choice[];
  products: readonly (Choice & { id: string })[];
};

/** Asks what is to be deployed together, and shows in which order it would go before anything starts. */
export function GroupForm({ environments, templates, products }: GroupFormProps) {
  const router = useRouter();
  const mayWrite = useMay("deployments:write");
  const [environment, setEnvironment] = useState(environments[0]?.slug ?? "");
  const [template, setTemplate] = useState(templates[0]?.slug ?? "");
  const [name, setName] = useState("");
  const [despiteRanges, setDespiteRanges] = useState(false);
  const [wishes, setWishes] = useState<GroupWish[]>([{ key: 0, product: "", version: "" }]);
  const items = wishes
    .filter(({ product, version }) => product !== "" && version !== "")
    .map(({ product, version }) => ({ product, version }));

  const plan = useQuery({
    queryKey: environmentKeys.group({ environment, items }),
    queryFn: ({ signal }) => previewGroup({ environment, items }, signal),
    enabled: items.length > 0,
    placeholderData: keepPreviousData,
    retry: false,
  });
  const { onSubmit, isBusy, error } = useFormSubmit(async () => {
    const body = { environment, template, items, despiteRanges, ...(name.trim() !== "" && { name: name.trim() }) };
    const { id } = await startGroup(body);
    router.push(`/deployments/groups/${id}`);
  });
  const change = (key: number, part: Partial<GroupWish>) =>
    setWishes((before) => before.map((wish) => (wish.key === key ? { ...wish, ...part } : wish)));
  const hasMisfits = items.length > 0 && (plan.data?.violations.length ?? 0) > 0;

  return (
    <form onSubmit={onSubmit} className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_24rem]">
      <fieldset disabled={!mayWrite} className="min-w-0 space-y-4">
        <Panel title="What goes where" bodyClassName="space-y-4 p-3 sm:p-4">
          <FormError error={error} title="Nothing was started" />
          <div className="grid gap-4 sm:grid-cols-3">
            <Field label="Environment">
              <Select
                value={environment}
                onChange={(event) => setEnvironment(event.target.value)}
                options={environments.map(toOption)}
              />
            </Field>
            <Field label="Template" help="Its variables take their defaults.">
              <Select
                value={template}
                onChange={(event) => setTemplate(event.target.value)}
                options={templates.map(toOption)}
              />
            </Field>
            <Field label="Name" optional>
              <Input value={name} onChange={(event) => setName(event.target.value)} maxLength={200} />
            </Field>
          </div>
          {wishes.map((wish, index) => (
            <GroupItem
              key={wish.key}
              number={index + 1}
              wish={wish}
              products={products}
              onChange={(part) => change(wish.key, part)}
              {...(wishes.length > 1 && {
                onRemove: () => setWishes((all) => all.filter(({ key }) => key !== wish.key)),
              })}
            />
          ))}
          <Button onClick={() => setWishes((all) => [...all, { key: nextKey(all), product: "", version: "" }])}>
            Add a product
          </Button>
        </Panel>
        {hasMisfits && (
          <Checkbox
            checked={despiteRanges}
            onChange={(event) => setDespiteRanges(event.target.checked)}
            label="Start though versions do not fit"
          />
        )}
        <Button
          type="submit"
          variant="primary"
          busy={isBusy}
          disabled={items.length === 0 || (hasMisfits && !despiteRanges)}
        >
          Deploy {items.length} {items.length === 1 ? "product" : "products"}
        </Button>
      </fieldset>
      <Panel title="In this order" bodyClassName="p-3">
        {items.length === 0 ? (
          <p className="text-muted">Choose products and versions.</p>
        ) : plan.isError ? (
          <Notice kind="bad" title="It cannot be planned">
            {plan.error.message}
          </Notice>
        ) : (
          plan.data && <PlannedOrder plan={plan.data} />
        )}
      </Panel>
    </form>
  );
}

function PlannedOrder({ plan: { levels, violations } }: { plan: GroupPlanView }) {
  return (
    <div className="space-y-3">
      <ol className="space-y-2">
        {levels.map((level, index) => (
          <li key={level.map(({ product }) => product.id).join()} className="flex gap-3">
            <span className="text-faint tabular-nums">{index + 1}</span>
            <ul>
              {level.map(({ product, version, needs }) => (
                <li key={product.id}>
                  {product.name} <span className="font-mono">{version}</span>
                  {needs.length > 0 && <span className="text-muted"> after {needs.join(", ")}</span>}
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ol>
      {violations.length > 0 && (
        <Notice kind="warn" title="Versions do not fit each other">
          <ul>
            {violations.map(({ message }) => (
              <li key={message}>{message}</li>
            ))}
          </ul>
        </Notice>
      )}
    </div>
  );
}

function nextKey(wishes: readonly GroupWish[]): number {
  return Math.max(-1, ...wishes.map(({ key }) => key)) + 1;
}

function toOption({ slug, name }: Choice) {
  return { value: slug, label: name };
}
