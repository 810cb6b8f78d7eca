const SECURITY_HEADERS = [
  { key: "x-content-type-options", value: "nosniff" },
  { key: "referrer-policy", value: "same-origin" },
  { key: "x-frame-options", value: "DENY" },
  { key: "cross-origin-opener-policy", value: "same-origin" },
  { key: "permissions-policy", value: "camera=(), microphone=(), geolocation=()" },
];

/** @type {import("next").NextConfig} */
export default {
  poweredByHeader: false,
  reactStrictMode: true,
  // `npm run verify` and `npm test` check the types; whoever only starts Slipway need not wait for it.
  typescript: { ignoreBuildErrors: true },
  // No page shows images that need resizing, and an image service is work that strangers could order.
  images: { unoptimized: true },
  allowedDevOrigins: ["127.0.0.1", "localhost"],
  headers: () => Promise.resolve([{ source: "/:path*", headers: SECURITY_HEADERS }]),
  // These load native code, WebAssembly or files beside them, and must stay one instance per process.
  serverExternalPackages: [
    "@electric-sql/pglite",
    "pglite-prisma-adapter",
    "@prisma/adapter-pg",
    "@prisma/schema-engine-wasm",
    "@node-rs/argon2",
    "pg",
    "pg-boss",
    "pino",
    "undici",
  ],
};
