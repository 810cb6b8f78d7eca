import type { ReactNode } from "react";
import { Logo } from "#components/shell/logo.tsx";

/** The frame of the pages for people who are not signed in yet. */
export default function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <main className="flex min-h-dvh flex-col items-center px-4 pt-[max(1.5rem,14vh)] pb-10">
      <p className="mb-6 flex items-center gap-2.5 text-lg font-semibold tracking-tight">
        <Logo className="size-7" />
        Slipway
      </p>
      <div className="w-full max-w-sm rounded-xl border border-line bg-surface p-5 shadow-panel sm:p-6">{children}</div>
    </main>
  );
}
