import type { Metadata } from "next";
import { Lost } from "#components/ui/lost.tsx";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <main>
      <Lost />
    </main>
  );
}
