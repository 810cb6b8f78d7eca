import { Skeleton, SkeletonRows } from "#components/ui/skeleton.tsx";

/** Keeps the shape of a page with a list, which most are, until the first bytes of the real one come. */
export default function Loading() {
  return (
    <>
      <Skeleton className="mt-1 mb-5 h-6 w-48" />
      <div className="rounded-lg border border-line bg-surface shadow-panel">
        <SkeletonRows rows={8} />
      </div>
    </>
  );
}
