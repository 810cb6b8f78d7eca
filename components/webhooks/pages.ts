export const webhookPages = [
  { href: "/webhooks", label: "Deliveries" },
  { href: "/webhooks/sources", label: "Sources" },
] as const;
