"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState, useSyncExternalStore } from "react";
import { ApiError } from "#components/api.ts";
import { listVersionChoices, versionKeys } from "#components/products/version-queries.ts";
import { randomId } from "#components/random-id.ts";
import { RiskPreview } from "#components/risk/risk-preview.tsx";
import { PlanPreview } from "#components/templates/plan-preview.tsx";
import { deployFromTemplate, faultOf } from "#components/templates/queries.ts";
import { faultOf as faultOfStart, StartFields, startOf, type StartValue } from "#components/templates/start-fields.tsx";
import { TargetFields, type TargetValue } from "#components/templates/target-fields.tsx";
import { type Suggestions, VariableField } from "#components/templates/variable-field.tsx";
import { type FieldValues, firstValues, valuesToSend } from "#components/templates/variable-values.ts";
import { type Asked, usePlan } from "#components/templates/use-plan.ts";
import { Button } from "#components/ui/button.tsx";
import { sentenceOf } from "#components/ui/error-state.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { useFormSubmit } from "#components/ui/use-form-submit.ts";
import type { Definition } from "#lib/templates/rules/definition.ts";

type UseTemplateFormProps = {
  template: { id: string; version: number; definition: Definition };
  suggestions: Suggestions & { environments: readonly { slug: string; name: string; timeZone: string }[] };
  first: TargetValue;
  /** A language model is set up that puts a risk into words. */
  mayExplain: boolean;
};

const PLACED = /^(product|version|environment|scheduledAt|priority|variables\.)/;

/** Everything that a deployment by a template needs to know, and beside it what the deployment would do. */
export function UseTemplateForm({ template, suggestions, first, mayExplain }: UseTemplateFormProps) {
  const router = useRouter();
  const { variables } = template.definition;
  // One key for the life of the form: a second click, or a retry after a lost answer, makes no second deployment.
  const [idempotencyKey, setIdempotencyKey] = useState(randomId);
  const [target, setTarget] = useState(first);
  const [values, setValues] = useState<FieldValues>(() => firstValues(variables));
  const [start, setStart] = useState<StartValue>({ priority: "normal", localTime: "", timeZone: "" });
  const timeZones = useZones(suggestions.environments, target.environment);
  const startValue = { ...start, timeZone: start.timeZone || (timeZones[0] ?? "UTC") };

  const versions = useQuery({
    queryKey: versionKeys.choices(target.product),
    queryFn: ({ signal }) => listVersionChoices(target.product, signal),
    enabled: target.product !== "",
  });
  const scheduledAt = startOf(startValue);
  const body: Asked = {
    template: template.id,
    templateVersion: template.version,
    ...target,
    variables: valuesToSend(variables, values),
    ...(scheduledAt !== undefined && { scheduledAt }),
  };
  const { preview, riskDraft } = usePlan(body);

  const { onSubmit, isBusy, error, clear } = useFormSubmit(async () => {
    try {
      const { id } = await deployFromTemplate({ ...body, priority: startValue.priority }, idempotencyKey);
      router.push(`/deployments/${id}`);
    } catch (caught) {
      // A key stands for one body; what was refused may come again with another.
      if (caught instanceof ApiError && caught.status !== 0) setIdempotencyKey(randomId());
      throw caught;
    }
  });

  const isComplete = target.product !== "" && target.version !== "" && target.environment !== "";
  const isTimeWrong = faultOfStart(startValue) !== undefined;
  const problem = (path: string) => faultOf(error, path) ?? faultOf(preview.error, path);
  return (
    <form
      noValidate
      onSubmit={onSubmit}
      onChange={error === null ? undefined : clear}
      className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_26rem]"
    >
      <div className="min-w-0 space-y-4">
        <Panel title="What and where" bodyClassName="p-3">
          <TargetFields
            value={target}
            onChange={setTarget}
            products={suggestions.products}
            environments={suggestions.environments}
            versions={versions.data?.items ?? []}
            areVersionsLoading={versions.isFetching}
            problem={problem}
          />
        </Panel>
        {variables.length > 0 && (
          <Panel title="How" bodyClassName="space-y-4 p-3">
            {variables.map((variable) => (
              <VariableField
                key={variable.name}
                variable={variable}
                value={values[variable.name] ?? ""}
                onChange={(value) => setValues((before) => ({ ...before, [variable.name]: value }))}
                error={problem(`variables.${variable.name}`)}
                suggestions={suggestions}
              />
            ))}
          </Panel>
        )}
        <Panel title="When" bodyClassName="p-3">
          <StartFields value={startValue} onChange={setStart} timeZones={timeZones} error={problem("scheduledAt")} />
        </Panel>
        <FormError error={error} title="Nothing was deployed" placed={placedIn(error)} />
        <Button type="submit" variant="primary" size="lg" busy={isBusy} disabled={!isComplete || isTimeWrong}>
          {startValue.localTime === "" ? "Deploy" : "Schedule the deployment"}
        </Button>
      </div>
      <div className="min-w-0 space-y-4">
        <PlanPreview
          preview={preview.data}
          isFetching={preview.isFetching}
          hint={hintOf(target.product !== "", preview.error)}
        />
        <RiskPreview draft={riskDraft} isComplete={isComplete && !isTimeWrong} mayExplain={mayExplain} />
      </div>
    </form>
  );
}

function hintOf(hasProduct: boolean, error: unknown): string | null {
  if (!hasProduct) return "Choose a product, and it stands here.";
  if (error === null) return null;
  const isPlaced = error instanceof ApiError && error.errors.some(({ path }) => PLACED.test(path));
  return isPlaced ? "Mend the marked fields, and it stands here." : sentenceOf(error);
}

function placedIn(error: unknown): string[] {
  return error instanceof ApiError ? error.errors.map(({ path }) => path).filter((path) => PLACED.test(path)) : [];
}

/** The environment's zone first: its windows are told in it. Then that of whoever looks at the form. */
function useZones(environments: readonly { slug: string; timeZone: string }[], slug: string): string[] {
  // The server does not know the zone of the browser, and says another one.
  const here = useSyncExternalStore(neverChanges, zoneHere, () => "UTC");
  const own = environments.find((environment) => environment.slug === slug)?.timeZone;
  return [...new Set([...(own ? [own] : []), here, "UTC"])];
}

const neverChanges = () => () => undefined;
const zoneHere = () => Intl.DateTimeFormat().resolvedOptions().timeZone;
