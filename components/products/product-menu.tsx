"use client";

import { EllipsisVertical, Pencil, ScrollText, Trash2 } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { api } from "#components/api.ts";
import { ProductForm } from "#components/products/product-form.tsx";
import { useMay } from "#components/session.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Menu, MenuItem, MenuSeparator } from "#components/ui/menu.tsx";
import type { ProductView } from "#lib/products/view.ts";

export function ProductMenu({ product }: { product: ProductView }) {
  const router = useRouter();
  const mayWrite = useMay("products:write");
  const [question, setQuestion] = useState<"edit" | "delete" | null>(null);
  const close = () => setQuestion(null);

  async function remove() {
    await api(`/api/v1/products/${product.id}`, { method: "DELETE" });
    router.push("/products");
    router.refresh();
  }

  return (
    <>
      <Menu trigger={<IconButton icon={EllipsisVertical} label="More" variant="secondary" />} label="Product">
        <MenuItem asChild>
          <Link href={`/events?product=${product.id}`}>
            <ScrollText aria-hidden className="text-muted" />
            Events of this product
          </Link>
        </MenuItem>
        {mayWrite && (
          <>
            <MenuItem icon={Pencil} onSelect={() => setQuestion("edit")}>
              Edit…
            </MenuItem>
            <MenuSeparator />
            <MenuItem icon={Trash2} danger onSelect={() => setQuestion("delete")}>
              Delete…
            </MenuItem>
          </>
        )}
      </Menu>
      <Dialog open={question === "edit"} onOpenChange={close} title={`Edit ${product.slug}`}>
        <ProductForm
          product={product}
          onDone={() => {
            close();
            router.refresh();
          }}
        />
      </Dialog>
      <ConfirmDialog
        open={question === "delete"}
        onOpenChange={close}
        title={`Delete the product ${product.slug}?`}
        confirmLabel="Delete the product"
        danger
        onConfirm={remove}
      >
        Only a product that nothing uses can go: no rollouts, no policies, no devices that run it.
      </ConfirmDialog>
    </>
  );
}
