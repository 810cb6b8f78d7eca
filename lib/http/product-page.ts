import { cache } from "react";
import { loadOne } from "#lib/http/load-page.ts";
import { getPageContext } from "#lib/http/page-context.ts";
import { getProduct } from "#lib/products/find.ts";

/** Reads the product that a page's address names by id or slug, once for its layout, its title and the page. */
export const readProductOfPage = cache(async (productId: string) => {
  const ctx = await getPageContext();
  return loadOne(() => getProduct(ctx, { productId }));
});
