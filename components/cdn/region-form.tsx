"use client";

import { useState } from "react";
import { createRegion, updateRegion } from "#components/cdn/queries.ts";
import { providerHelp } from "#components/cdn/provider-help.ts";
import { ChoiceCards } from "#components/ui/choice-cards.tsx";
import { DialogActions } from "#components/ui/dialog-actions.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Input } from "#components/ui/input.tsx";
import { useFormSubmit } from "#components/ui/use-form-submit.ts";
import { providerTraits, type ProviderKind } from "#lib/cdn/rules/provider.ts";
import type { RegionView } from "#lib/cdn/view.ts";

/** In the order in which most have them. */
const CHOICES: readonly ProviderKind[] = ["varnish", "nginx", "cloudflare", "cloudFront", "builtIn"];
const PLACED = ["name", "provider", "baseUrl", "purgeUrl", "zoneId", "distributionId", "apiKey"];

/** Names a cache in front of this server. A kept key is never shown; a new one takes its place. */
export function RegionForm({ region, onDone }: { region?: RegionView; onDone: () => void }) {
  const [name, setName] = useState(region?.name ?? "");
  const [provider, setProvider] = useState<ProviderKind>(region?.provider ?? "varnish");
  const [baseUrl, setBaseUrl] = useState(region?.baseUrl ?? "");
  const [purgeUrl, setPurgeUrl] = useState(region?.purgeUrl ?? "");
  const [zoneId, setZoneId] = useState(region?.zoneId ?? "");
  const [distributionId, setDistributionId] = useState(region?.distributionId ?? "");
  const [apiKey, setApiKey] = useState("");
  const help = providerHelp[provider];
  const keepsKey = region?.hasApiKey === true && region.provider === provider;

  const { onSubmit, isBusy, error, problemOf } = useFormSubmit(async () => {
    const body = {
      provider,
      baseUrl: baseUrl.trim(),
      purgeUrl: orNull(purgeUrl),
      zoneId: orNull(zoneId),
      distributionId: orNull(distributionId),
      ...(apiKey === "" ? {} : { apiKey }),
    };
    if (region) await updateRegion(region.name, body);
    else await createRegion({ ...body, name: name.trim() });
    onDone();
  });

  return (
    <form className="space-y-4" onSubmit={onSubmit}>
      <FormError error={error} placed={PLACED} title="The region was not saved" />
      {!region && (
        <Field label="Name" error={problemOf("name")} help="Small letters, digits and hyphens: it stands in addresses.">
          <Input
            value={name}
            onChange={(event) => setName(event.target.value)}
            required
            maxLength={40}
            placeholder="eu-central"
            {...CODE}
          />
        </Field>
      )}
      <ChoiceCards
        legend="Provider"
        value={provider}
        onChange={setProvider}
        choices={CHOICES.map((kind) => ({
          value: kind,
          label: providerTraits[kind].label,
          help: providerHelp[kind].summary,
        }))}
      />
      <ol className="list-decimal space-y-1 rounded-md bg-sunken py-2 pr-3 pl-7 text-xs text-muted">
        {help.steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <Field
        label="Address"
        error={problemOf("baseUrl")}
        help="Where clients fetch from. Files lie below it at /files/…"
      >
        <Input
          value={baseUrl}
          onChange={(event) => setBaseUrl(event.target.value)}
          type="url"
          required
          placeholder={help.baseUrl}
          {...CODE}
        />
      </Field>
      {providerTraits[provider].hasPurgeUrl && (
        <Field
          label="Address for purges"
          optional
          error={problemOf("purgeUrl")}
          help="Where the cache itself listens, if clients reach it through something else. It may be a private address."
        >
          <Input
            value={purgeUrl}
            onChange={(event) => setPurgeUrl(event.target.value)}
            type="url"
            placeholder="http://10.0.0.7:6081"
            {...CODE}
          />
        </Field>
      )}
      {provider === "cloudflare" && (
        <Field label="Zone id" error={problemOf("zoneId")} help="On the zone's overview page, on the right.">
          <Input value={zoneId} onChange={(event) => setZoneId(event.target.value)} required {...CODE} />
        </Field>
      )}
      {provider === "cloudFront" && (
        <Field label="Distribution id" error={problemOf("distributionId")}>
          <Input
            value={distributionId}
            onChange={(event) => setDistributionId(event.target.value)}
            required
            placeholder="E2ABCDEF123456"
            {...CODE}
          />
        </Field>
      )}
      {help.key && (
        <Field
          label={help.key.label}
          optional={!help.key.isNeeded || keepsKey}
          error={problemOf("apiKey")}
          help={keepsKey ? `${help.key.help} Left empty, the kept one stays.` : help.key.help}
        >
          <Input
            type="password"
            value={apiKey}
            onChange={(event) => setApiKey(event.target.value)}
            required={help.key.isNeeded && !keepsKey}
            placeholder={keepsKey ? "kept" : help.key.placeholder}
            autoComplete="new-password"
          />
        </Field>
      )}
      <DialogActions submit={region ? "Save the region" : "Add the region"} busy={isBusy} />
    </form>
  );
}

const CODE = { spellCheck: false, autoComplete: "off", className: "font-mono text-xs" } as const;

function orNull(text: string): string | null {
  return text.trim() === "" ? null : text.trim();
}
