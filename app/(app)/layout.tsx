import type { ReactNode } from "react";
import { MeProvider } from "#components/session.tsx";
import { Shell } from "#components/shell/shell.tsx";
import { getShellContext } from "#lib/http/page-context.ts";

export default async function AppLayout({ children }: { children: ReactNode }) {
  const { actor } = await getShellContext();
  const { id, name, email, role, scopes, reach } = actor;
  return (
    <MeProvider me={{ id, name, email, role, scopes: [...scopes], isLimited: reach !== undefined }}>
      <Shell>{children}</Shell>
    </MeProvider>
  );
}
