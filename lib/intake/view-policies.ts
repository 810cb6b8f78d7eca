import type { Policy } from "#lib/intake/rules/policy.ts";

export type PolicyView = Omit<Policy, "createdAt" | "updatedAt"> & { createdAt: string; updatedAt: string };

export function toPolicyView(policy: Policy): PolicyView {
  return { ...policy, createdAt: policy.createdAt.toISOString(), updatedAt: policy.updatedAt.toISOString() };
}

/** What a policy would hit, computed as a real match is. */
export interface PolicyPreview {
  images: PreviewImage[];
  /** More images or tags match than are shown. */
  isShortened: boolean;
  devices: {
    total: number;
    sample: { id: string; name: string; fleet: string | null; tags: string[] }[];
    batches: { index: number; percent: number; deviceCount: number }[];
  };
}

export interface PreviewImage {
  /** host/repository */
  image: string;
  tags: PreviewTag[];
}

export interface PreviewTag {
  tag: string;
  /** This policy would decide about a push of the tag. */
  wins: boolean;
  reason: string;
}

/** Which policy would decide about a push, and why. */
export interface PolicyMatch {
  image: string;
  tag: string;
  policy: { id: string; name: string } | null;
  reason: string;
  others: { policyId: string; name: string; reason: string }[];
}
