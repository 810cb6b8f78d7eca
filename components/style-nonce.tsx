"use client";

declare global {
  // Only `var` declares a property of the global object.
  var __webpack_nonce__: string | undefined;
}

/**
 * Tells Radix's scroll lock (by way of get-nonce, which reads this global) the nonce for the <style> that it writes
 * when a dialog opens. Without it our content policy would refuse that style. The first one counts: a page that is read
 * anew brings another, while the policy is still that of the document.
 */
export function StyleNonce({ nonce }: { nonce: string | undefined }) {
  if (typeof window !== "undefined") globalThis.__webpack_nonce__ ??= nonce;
  return null;
}
