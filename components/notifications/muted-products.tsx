"use client";

import { Bell } from "lucide-react";
import { Button } from "#components/ui/button.tsx";

type Product = { id: string; name: string };

/** Of which products one is not told, with the way back. */
export function MutedProducts({
  products,
  onUnmute,
}: {
  products: readonly Product[];
  onUnmute: (product: Product) => void;
}) {
  if (products.length === 0) return null;
  return (
    <div>
      <h3 className="mb-1 font-medium">Muted</h3>
      <ul className="space-y-1">
        {products.map((product) => (
          <li key={product.id} className="flex items-center gap-2">
            <span className="min-w-0 flex-1 truncate text-muted">{product.name}</span>
            <Button size="sm" variant="ghost" onClick={() => onUnmute(product)}>
              <Bell aria-hidden />
              Unmute
              <span className="sr-only"> {product.name}</span>
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}
