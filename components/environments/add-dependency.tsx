"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { saveDependency } from "#components/environments/queries.ts";
import { Combobox } from "#components/ui/combobox.tsx";
import { CreateDialog } from "#components/ui/create-dialog.tsx";
import { DialogActions } from "#components/ui/dialog-actions.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Input } from "#components/ui/input.tsx";
import { useFormSubmit } from "#components/ui/use-form-submit.ts";

/** Asks which versions of another product this one needs. */
export function AddDependency({ productId, products }: { productId: string; products: readonly string[] }) {
  const router = useRouter();
  return (
    <CreateDialog title="Add a dependency" description="Versions of another product that must run beside it.">
      {(close) => (
        <DependencyForm
          productId={productId}
          products={products}
          onDone={() => {
            close();
            router.refresh();
          }}
        />
      )}
    </CreateDialog>
  );
}

type DependencyFormProps = { productId: string; products: readonly string[]; onDone: () => void };

function DependencyForm({ productId, products, onDone }: DependencyFormProps) {
  const [product, setProduct] = useState("");
  const [range, setRange] = useState("");
  const { onSubmit, isBusy, error, problemOf } = useFormSubmit(async () => {
    await saveDependency(productId, encodeURIComponent(product), range);
    onDone();
  });
  return (
    <form onSubmit={onSubmit} className="space-y-4">
      <FormError error={error} placed={["dependsOnId", "range"]} title="The dependency was not saved" />
      <Field label="Product" error={problemOf("dependsOnId")}>
        <Combobox
          value={product}
          onChange={setProduct}
          placeholder="api"
          options={products.map((slug) => ({ value: slug, label: slug }))}
        />
      </Field>
      <Field label="Versions" error={problemOf("range")} help="A SemVer range, such as ^2.1.0 or >=1.4 <3.">
        <Input
          value={range}
          onChange={(event) => setRange(event.target.value)}
          placeholder="^2.1.0"
          spellCheck={false}
          className="font-mono text-xs"
        />
      </Field>
      <DialogActions submit="Save" busy={isBusy} disabled={product === "" || range.trim() === ""} />
    </form>
  );
}
