import { cache } from "react";
import { loadOne } from "#lib/http/load-page.ts";
import { getPageContext } from "#lib/http/page-context.ts";
import { readProductOfPage } from "#lib/http/product-page.ts";
import { getVersionOf } from "#lib/products/get-version.ts";

/** Reads the version that a page's address names by number or id, once for its title and the page. */
export const readVersionOfPage = cache(async (productId: string, versionId: string) => {
  const product = await readProductOfPage(productId);
  const ctx = await getPageContext();
  const version = await loadOne(() => getVersionOf(ctx, product.id, decode(versionId)));
  return { product, version };
});

/** Next leaves the parts of a page's path as they were encoded; a number may hold a plus. */
function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // No version is called so, and that is what the page will say.
  }
}
