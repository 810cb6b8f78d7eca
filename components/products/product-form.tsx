"use client";

import { useMemo, useState } from "react";
import { api } from "#components/api.ts";
import { productKinds } from "#components/products/kinds.ts";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Combobox } from "#components/ui/combobox.tsx";
import { DialogActions } from "#components/ui/dialog-actions.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { useFormSubmit } from "#components/ui/use-form-submit.ts";
import { CONCURRENT_DEPLOYMENTS, CONCURRENT_DEPLOYMENTS_MAX, type ProductKind } from "#lib/products/rules/product.ts";
import type { ProductView } from "#lib/products/view.ts";

const PLACED = ["slug", "name", "kind", "image", "timeZone", "concurrentDeployments"];

/** Declares a product, or changes the given one. Slug and kind stay as they were made. */
export function ProductForm({ product, onDone }: { product?: ProductView; onDone: (product: ProductView) => void }) {
  const [slug, setSlug] = useState(product?.slug ?? "");
  const [name, setName] = useState(product?.name ?? "");
  const [kind, setKind] = useState<ProductKind>(product?.kind ?? "image");
  const [image, setImage] = useState(product?.image ?? "");
  const [timeZone, setTimeZone] = useState(() => product?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone);
  const [isPrivate, setIsPrivate] = useState(product?.isPrivate ?? false);
  const [concurrent, setConcurrent] = useState(String(product?.concurrentDeployments ?? CONCURRENT_DEPLOYMENTS));
  const zones = useMemo(
    () => ["UTC", ...Intl.supportedValuesOf("timeZone")].map((value) => ({ value, label: value })),
    [],
  );

  const { onSubmit, isBusy, error, problemOf } = useFormSubmit(async () => {
    if (product) {
      const body = { name, timeZone, isPrivate, concurrentDeployments: Number(concurrent), image: image || null };
      onDone(await api<ProductView>(`/api/v1/products/${product.id}`, { method: "PATCH", body }));
    } else {
      const body = { slug, name: name || slug, kind, timeZone, isPrivate, ...(kind === "image" && image && { image }) };
      onDone(await api<ProductView>("/api/v1/products", { method: "POST", body }));
    }
  });

  return (
    <form className="space-y-4" onSubmit={onSubmit}>
      <FormError error={error} placed={PLACED} title="The product was not saved" />
      {!product && (
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="Slug" error={problemOf("slug")} help="Devices name what they run by it. It stays.">
            <Input
              value={slug}
              onChange={(event) => setSlug(event.target.value)}
              required
              maxLength={64}
              placeholder="gateway"
              spellCheck={false}
            />
          </Field>
          <Field label="Kind" error={problemOf("kind")} help={productKinds[kind].help}>
            <Select
              value={kind}
              onChange={(event) => setKind(event.target.value as ProductKind)}
              options={Object.entries(productKinds).map(([value, { label }]) => ({ value, label }))}
            />
          </Field>
        </div>
      )}
      <Field label="Name" optional={!product} error={problemOf("name")}>
        <Input
          value={name}
          onChange={(event) => setName(event.target.value)}
          maxLength={200}
          required={product !== undefined}
          placeholder={slug}
        />
      </Field>
      {kind === "image" && (
        <Field
          label="Image"
          optional
          error={problemOf("image")}
          help="host/repository without a tag; without a host it is Docker Hub."
        >
          <Input
            value={image}
            onChange={(event) => setImage(event.target.value)}
            placeholder="ghcr.io/acme/gateway"
            spellCheck={false}
            className="font-mono text-xs"
          />
        </Field>
      )}
      <Field
        label="Time zone"
        error={problemOf("timeZone")}
        help="In which “night” and “Friday afternoon” are meant for it."
      >
        <Combobox value={timeZone} onChange={setTimeZone} options={zones} allowOther />
      </Field>
      {kind !== "image" && (
        <Checkbox
          label="Private files"
          help="Only for devices, for people who sign in, and by links that end. Caches in front of the server leave them out."
          checked={isPrivate}
          onChange={(event) => setIsPrivate(event.target.checked)}
        />
      )}
      {product && (
        <Field
          label="Deployments at once"
          error={problemOf("concurrentDeployments")}
          help="How many of its deployments run at the same time; the others stand in the queue."
        >
          <Input
            type="number"
            min={1}
            max={CONCURRENT_DEPLOYMENTS_MAX}
            value={concurrent}
            onChange={(event) => setConcurrent(event.target.value)}
            required
          />
        </Field>
      )}
      <DialogActions submit={product ? "Save" : "Declare the product"} busy={isBusy} />
    </form>
  );
}
