import { CircleAlert, CircleCheck, TriangleAlert } from "lucide-react";
import type { StateLook } from "#components/ui/state-badge.tsx";
import type { Level } from "#lib/openapi/rules/change.ts";

/** How each level of a change looks, wherever it is shown. */
export const apiLevels: Record<Level, StateLook & { explanation: string }> = {
  breaking: {
    label: "Breaking",
    tone: "bad",
    icon: CircleAlert,
    explanation: "A client that kept to the old document may fail.",
  },
  warning: {
    label: "Worth a look",
    tone: "warn",
    icon: TriangleAlert,
    explanation: "It depends on what the document cannot say.",
  },
  safe: { label: "Safe", tone: "good", icon: CircleCheck, explanation: "Clients go on as they are." },
};
