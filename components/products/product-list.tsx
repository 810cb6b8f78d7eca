"use client";

import Link from "next/link";
import type { ReactNode } from "react";
import { productKinds } from "#components/products/kinds.ts";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { ProductView } from "#lib/products/view.ts";

const hrefOf = (product: ProductView) => `/products/${product.slug}`;

const columns: Column<ProductView>[] = [
  {
    id: "product",
    header: "Product",
    cell: (product) => (
      <Link
        href={hrefOf(product)}
        tabIndex={-1}
        className="flex max-w-72 min-w-0 items-baseline gap-2 rounded max-sm:max-w-44"
      >
        <span className="truncate font-medium hover:underline">{product.slug}</span>
        {product.name !== product.slug && <span className="truncate text-muted max-sm:hidden">{product.name}</span>}
      </Link>
    ),
  },
  { id: "kind", header: "Kind", cell: (product) => productKinds[product.kind].label },
  {
    id: "image",
    header: "Image",
    hideBelow: "sm",
    cell: (product) =>
      product.image && <code className="block max-w-96 truncate font-mono text-xs">{product.image}</code>,
  },
  { id: "zone", header: "Time zone", hideBelow: "lg", cell: (product) => product.timeZone },
  {
    id: "createdAt",
    header: "Made",
    align: "right",
    hideBelow: "md",
    cell: (product) => <RelativeTime at={product.createdAt} />,
  },
];

export function ProductList({ products, empty }: { products: readonly ProductView[]; empty: ReactNode }) {
  return (
    <DataTable
      label="Products"
      columns={columns}
      rows={products}
      rowKey={({ id }) => id}
      rowHref={hrefOf}
      empty={empty}
    />
  );
}
