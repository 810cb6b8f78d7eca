import { NextRequest } from "next/server";
import { describe, expect, it } from "vitest";
import { config, proxy } from "./proxy.ts";

const [{ source } = { source: "" }] = config.matcher;
const isPage = (path: string) => new RegExp(`^${source}$`).test(path);

describe("The way to a page", () => {
  it("runs nothing but what carries the nonce of this request, and is shown in no frame", () => {
    const policies = [1, 2].map(() => {
      const response = proxy(new NextRequest("https://ship.example.com/rollouts"));
      return response.headers.get("content-security-policy") ?? "";
    });
    expect(policies[0]).not.toBe(policies[1]);
    for (const policy of policies) {
      expect(policy).toMatch(/script-src 'self' 'nonce-[\w+/=]{20,}' 'strict-dynamic'(?:;|$)/);
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).toContain("object-src 'none'");
      expect(policy.replace("style-src-attr 'unsafe-inline'", "")).not.toContain("unsafe");
    }
  });

  it("says itself which page it is, whatever the caller says", () => {
    const headers = { "x-path": "/", "x-nonce": "mine" };
    const response = proxy(new NextRequest("https://ship.example.com/products/shop?tab=1", { headers }));
    expect(response.headers.get("x-middleware-request-x-path")).toBe("/products/shop?tab=1");
    expect(response.headers.get("x-middleware-request-x-nonce")).not.toBe("mine");
  });

  it.each(["/products/shop/versions/1.txt", "/environments/eu/shop.svg", "/rollouts", "/users", "/diffs/a.png"])(
    "leads through here: %s",
    (path) => {
      expect(isPage(path)).toBe(true);
    },
  );

  it.each(["/api/v1/products", "/favicon.ico", "/icon.svg", "/files/abc/app.bin", "/health", "/_next/static/x.js"])(
    "is none: %s",
    (path) => {
      expect(isPage(path)).toBe(false);
    },
  );
});
