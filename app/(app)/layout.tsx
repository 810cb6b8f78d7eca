import type { ReactNode } from "react";
import { MeProvider } from "#components/session.tsx";
import { Shell } from "#components/shell/shell.tsx";
import { getPageContext } from "#lib/http/page-context.ts";

export default async function AppLayout({ children }: { children: ReactNode }) {
  const { actor } = await getPageContext();
  const { id, name, email, role, scopes } = actor;
  return (
    <MeProvider me={{ id, name, email, role, scopes: [...scopes] }}>
      <Shell>{children}</Shell>
    </MeProvider>
  );
}
