"use client";

import { useQuery } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { listVersionChoices, versionKeys } from "#components/products/version-queries.ts";
import { Combobox } from "#components/ui/combobox.tsx";
import { Field } from "#components/ui/field.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";

export interface GroupWish {
  key: number;
  /** A slug; empty: not chosen yet. */
  product: string;
  version: string;
}

type GroupItemProps = {
  number: number;
  wish: GroupWish;
  products: readonly { id: string; slug: string; name: string }[];
  onChange: (part: Partial<GroupWish>) => void;
  onRemove?: () => void;
};

/** One product of those that are deployed together, and its version. */
export function GroupItem({ number, wish, products, onChange, onRemove }: GroupItemProps) {
  const productId = products.find(({ slug }) => slug === wish.product)?.id;
  const versions = useQuery({
    queryKey: versionKeys.choices(productId ?? ""),
    queryFn: ({ signal }) => listVersionChoices(productId ?? "", signal),
    enabled: productId !== undefined,
  });
  return (
    <div className="flex items-end gap-2">
      <Field label={`Product ${number}`} className="flex-1">
        <Combobox
          value={wish.product}
          onChange={(product) => onChange({ product, version: "" })}
          placeholder="Choose one"
          options={products.map(({ slug, name }) => ({ value: slug, label: name, detail: slug }))}
        />
      </Field>
      <Field label={`Version ${number}`} className="flex-1">
        <Combobox
          value={wish.version}
          onChange={(version) => onChange({ version })}
          placeholder={productId === undefined ? "First the product" : "Choose one"}
          emptyText="It has no versions"
          options={versions.data?.items.map(({ version }) => ({ value: version, label: version })) ?? []}
        />
      </Field>
      {onRemove && <IconButton icon={Trash2} label={`Leave product ${number} out`} onClick={onRemove} />}
    </div>
  );
}
