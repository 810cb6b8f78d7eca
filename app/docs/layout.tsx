import Link from "next/link";
import type { ReactNode } from "react";
import { MeProvider } from "#components/session.tsx";
import { Logo } from "#components/shell/logo.tsx";
import { Shell } from "#components/shell/shell.tsx";
import { Button } from "#components/ui/button.tsx";
import { findSignedIn } from "#lib/http/page-context.ts";

/** The reference is for everybody who can reach the server; the shell stands around it for those who are signed in. */
export default async function DocsLayout({ children }: { children: ReactNode }) {
  const actor = await findSignedIn();
  if (!actor) return <StrangersFrame>{children}</StrangersFrame>;
  const { id, name, email, role, scopes, reach } = actor;
  return (
    <MeProvider me={{ id, name, email, role, scopes: [...scopes], isLimited: reach !== undefined }}>
      <Shell>{children}</Shell>
    </MeProvider>
  );
}

function StrangersFrame({ children }: { children: ReactNode }) {
  return (
    <>
      <header className="sticky top-0 z-30 flex h-12 items-center justify-between border-b border-line bg-canvas/90 px-4 backdrop-blur-sm">
        <Link href="/" className="flex items-center gap-2 rounded-md font-semibold tracking-tight">
          <Logo className="size-5" />
          Slipway
        </Link>
        <Button asChild size="sm">
          <Link href="/sign-in?callbackUrl=%2Fdocs">Sign in</Link>
        </Button>
      </header>
      <main className="mx-auto max-w-[96rem] p-3 sm:p-4 lg:p-5">{children}</main>
    </>
  );
}
