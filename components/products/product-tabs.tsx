import { PageTabs } from "#components/ui/page-tabs.tsx";

/** The pages of one product, side by side. `product` is what the address names it by: its slug or id. */
export function ProductTabs({ product }: { product: string }) {
  const base = `/products/${product}`;
  return (
    <PageTabs
      label="Product"
      pages={[
        { href: base, label: "Versions" },
        { href: `${base}/channels`, label: "Channels" },
        { href: `${base}/artifacts`, label: "Artifacts" },
        { href: `${base}/updates`, label: "Updates" },
        { href: `${base}/dependencies`, label: "Dependencies" },
        { href: `${base}/databases`, label: "Databases" },
      ]}
    />
  );
}
